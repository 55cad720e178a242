package dev.sluice.config;

import java.util.Map;

/** Which policy a queue has. Immutable. */
public final class QueuePolicies extends ChannelPolicies<QueuePolicy> {
    /**
     * @param defaults the policy of queues that match no entry
     * @param entries policies by name or pattern, in the order in which patterns are tried
     */
    public QueuePolicies(QueuePolicy defaults, Map<String, QueuePolicy> entries) {
        super(defaults, entries);
    }

    /** Whether there may be a queue in this mode. */
    public boolean mayUse(AckMode mode) {
        return defaults().ack() == mode || entries().values().stream().anyMatch(policy -> policy.ack() == mode);
    }
}
