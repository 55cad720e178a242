package dev.sluice.channel;

import java.util.Map;
import java.util.stream.Stream;

/** The policies of queues. Immutable. */
public final class QueuePolicies extends ChannelPolicies<QueuePolicy> {
    private final boolean takesFromLeft;

    /**
     * @param defaults the policy of queues that match no entry
     * @param entries policies by name or pattern, in the order in which patterns are tried
     */
    public QueuePolicies(QueuePolicy defaults, Map<String, QueuePolicy> entries) {
        super(defaults, entries);
        takesFromLeft = all().anyMatch(policy -> policy.takeFrom() == QueueEnd.LEFT);
    }

    /** Returns true if there may be a queue in this mode. */
    public boolean mayUse(AckMode mode) {
        return all().anyMatch(policy -> policy.ack() == mode);
    }

    /** Returns the end of a queue's list from which messages are taken. Needs no lookup if that is always the right. */
    public QueueEnd takeFrom(String queue) {
        return takesFromLeft ? of(queue).takeFrom() : QueueEnd.RIGHT;
    }

    private Stream<QueuePolicy> all() {
        return Stream.concat(Stream.of(defaults()), entries().values().stream());
    }
}
