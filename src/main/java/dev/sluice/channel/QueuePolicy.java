package dev.sluice.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * The policy of a queue. Parameters marked with a mode apply in that mode only.
 *
 * @param ack when a message is removed for good
 * @param prefetch mode client: the most unconfirmed messages of the queue on one connection
 * @param visibilityTimeout mode client: how long a message may be unconfirmed before it is offered again
 * @param maxDeliveries mode client: the deliveries without confirmation after which a message becomes a dead letter
 * @param maxReturns mode sent: the returns by closed browsers after which a message becomes a dead letter, if its first
 *     delivery was some time ago
 * @param format the format of its messages
 * @param takeFrom the end of its list from which messages are taken; producers push to the other
 * @param expiry how long messages may wait; empty for ever
 */
public record QueuePolicy(
        AckMode ack,
        int prefetch,
        Duration visibilityTimeout,
        int maxDeliveries,
        int maxReturns,
        MessageFormat format,
        QueueEnd takeFrom,
        Optional<QueueExpiry> expiry) {
    /** Returns true if a queue in use may change to this policy from the other: the limits differ at most. */
    public boolean follows(QueuePolicy former) {
        return ack == former.ack && format == former.format && takeFrom == former.takeFrom;
    }

    @Override
    public String toString() {
        return "ack=" + ack
                + " prefetch=" + prefetch
                + " visibility-timeout=" + visibilityTimeout
                + " max-deliveries=" + maxDeliveries
                + " max-returns=" + maxReturns
                + " format=" + format
                + " take-from=" + takeFrom
                + expiry.map(on -> " max-age=" + on.maxAge() + " expired=" + on.fate())
                        .orElse(" max-age=none");
    }
}
