package dev.sluice.channel;

import java.time.Duration;

/**
 * How one queue is delivered. What names the mode {@code client} says nothing in another.
 *
 * @param ack when a message is gone
 * @param prefetch mode client: how many unconfirmed messages one connection holds of the queue
 * @param visibilityTimeout mode client: after which an unconfirmed message is offered again
 * @param maxDeliveries mode client: after so many without a confirmation a message goes to the dead letters
 * @param maxReturns mode sent: after so many returns by browsers that closed a message goes to the dead letters, if it was
 *     delivered first some time ago
 * @param format how its messages are read
 * @param takeFrom the end of its list from which messages are taken; the other is that of the producers
 */
public record QueuePolicy(
        AckMode ack,
        int prefetch,
        Duration visibilityTimeout,
        int maxDeliveries,
        int maxReturns,
        MessageFormat format,
        QueueEnd takeFrom) {
    @Override
    public String toString() {
        return "ack=" + ack
                + " prefetch=" + prefetch
                + " visibility-timeout=" + visibilityTimeout
                + " max-deliveries=" + maxDeliveries
                + " max-returns=" + maxReturns
                + " format=" + format
                + " take-from=" + takeFrom;
    }
}
