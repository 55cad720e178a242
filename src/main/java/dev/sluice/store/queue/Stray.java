package dev.sluice.store.queue;

/**
 * A message that was popped and could not be delivered.
 *
 * @param message the message, with its payload
 * @param disposition {@link Disposition#RETURN} or {@link Disposition#BURY}
 * @param reason why, for {@link Disposition#BURY}; else empty
 */
public record Stray(ClaimedMessage message, Disposition disposition, String reason) {}
