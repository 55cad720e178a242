package dev.sluice.store.queue;

/**
 * The removal of one message from a processing list.
 *
 * @param position its position, counted from the oldest, which is 0
 * @param disposition the end of the message
 * @param reason why, for {@link Disposition#BURY}; else empty
 * @param count for {@link Disposition#RETURN}: the count of its returns by now
 */
public record Removal(int position, Disposition disposition, String reason, DeliveryCount count) {}
