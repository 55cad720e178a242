package dev.sluice.store.queue;

/**
 * The count of a message's returns from browsers: in mode client without confirmation, in mode sent because they
 * closed.
 *
 * @param times the number of returns; 0 if that is not known
 * @param firstMillisAgo the milliseconds since the first delivery
 */
public record DeliveryCount(int times, long firstMillisAgo) {
    /** The count of a message that was not delivered before. */
    public static final DeliveryCount NONE = new DeliveryCount(0, 0);
}
