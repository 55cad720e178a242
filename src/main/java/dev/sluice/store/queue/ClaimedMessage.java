package dev.sluice.store.queue;

/**
 * A message taken out of its queue.
 *
 * @param payload its bytes, or null if it is over {@link ClaimLimits#messageBytes}
 * @param length its length in bytes
 * @param before the count of its earlier returns
 */
public record ClaimedMessage(byte[] payload, long length, DeliveryCount before) {
    /** Returns true if the message was too long to be returned. */
    public boolean isTooLong() {
        return payload == null;
    }
}
