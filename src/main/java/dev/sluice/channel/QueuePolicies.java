package dev.sluice.channel;

import java.util.Map;
import java.util.stream.Stream;

/** The policies of queues. Immutable. */
public final class QueuePolicies extends ChannelPolicies<QueuePolicy> {
    private final boolean takesFromLeft;
    private final boolean expires;

    /**
     * @param defaults the policy of queues that match no entry
     * @param entries policies by name or pattern, in the order in which patterns are tried
     */
    public QueuePolicies(QueuePolicy defaults, Map<String, QueuePolicy> entries) {
        super(defaults, entries);
        takesFromLeft = all().anyMatch(policy -> policy.takeFrom() == QueueEnd.LEFT);
        expires = all().anyMatch(policy -> policy.expiry().isPresent());
    }

    /** Returns true if there may be a queue in this mode. */
    public boolean mayUse(AckMode mode) {
        return all().anyMatch(policy -> policy.ack() == mode);
    }

    /** Returns the end of a queue's list from which messages are taken. Needs no lookup if that is always the right. */
    public QueueEnd takeFrom(String queue) {
        return takesFromLeft ? of(queue).takeFrom() : QueueEnd.RIGHT;
    }

    /** Returns true if there may be a queue whose messages expire. */
    public boolean mayExpire() {
        return expires;
    }

    /** Returns true if a queue's messages expire. Needs no lookup if those of no queue do. */
    public boolean expires(String queue) {
        return expires && of(queue).expiry().isPresent();
    }

    private Stream<QueuePolicy> all() {
        return Stream.concat(Stream.of(defaults()), entries().values().stream());
    }
}
