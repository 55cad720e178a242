package dev.sluice.channel;

/** Tells the end of its list that a queue's messages are taken from, and returned to. Producers push to the other end. */
@FunctionalInterface
public interface QueueEnds {
    QueueEnd of(String queue);
}
