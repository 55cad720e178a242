package dev.sluice.store.queue;

/**
 * The dead letters of a queue after some were added.
 *
 * @param added the number of those that were added
 * @param kept the number of all now
 * @param dropped the number of the oldest that were dropped to keep the bounds
 */
public record DeadLetterCount(long added, long kept, long dropped) {}
