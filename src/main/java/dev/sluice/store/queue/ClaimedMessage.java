package dev.sluice.store.queue;

/**
 * A message as it comes out of its queue.
 *
 * @param payload its bytes, or null where it is over {@link ClaimLimits#messageBytes}
 * @param length how many bytes it has
 * @param before how often it came back before
 */
public record ClaimedMessage(byte[] payload, long length, DeliveryCount before) {
    /** Whether it was too long to be handed over. */
    public boolean isTooLong() {
        return payload == null;
    }
}
