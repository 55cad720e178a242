package dev.sluice.store.queue;

/**
 * Takes one message out of a processing list.
 *
 * @param position where it lies, counted from the oldest, which is 0
 * @param disposition what becomes of it
 * @param reason why, for {@link Disposition#BURY}; else empty
 * @param count for {@link Disposition#RETURN}: how often it has come back by now
 */
public record Removal(int position, Disposition disposition, String reason, DeliveryCount count) {}
