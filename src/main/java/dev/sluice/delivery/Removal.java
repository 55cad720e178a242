package dev.sluice.delivery;

/**
 * Takes one message out of a processing list.
 *
 * @param position where it lies, counted from the oldest, which is 0
 * @param disposition what becomes of it
 * @param reason why, for {@link Disposition#BURY}; else empty
 * @param deliveries for {@link Disposition#RETURN}: how often it was delivered and not confirmed; 0 where that is not
 *     counted
 */
public record Removal(int position, Disposition disposition, String reason, int deliveries) {}
