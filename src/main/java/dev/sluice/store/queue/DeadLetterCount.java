package dev.sluice.store.queue;

/**
 * The dead letters of a queue after some were added.
 *
 * @param added how many were added
 * @param kept how many there are now
 * @param dropped how many of the oldest were dropped to keep them within their bounds
 */
public record DeadLetterCount(long added, long kept, long dropped) {}
