package dev.sluice.channel;

/**
 * The end of each queue's list from which messages are taken, and to which they return. Producers push to the other.
 */
@FunctionalInterface
public interface QueueEnds {
    QueueEnd of(String queue);
}
