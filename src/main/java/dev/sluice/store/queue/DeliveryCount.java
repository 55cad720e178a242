package dev.sluice.store.queue;

/**
 * How often a message came back from browsers: in mode client without a confirmation, in mode sent because they closed.
 *
 * @param times how often; 0 if never, or if that is not known
 * @param firstMillisAgo how many milliseconds ago it was delivered first
 */
public record DeliveryCount(int times, long firstMillisAgo) {
    /** Of a message that was not delivered before. */
    public static final DeliveryCount NONE = new DeliveryCount(0, 0);
}
