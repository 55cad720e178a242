package dev.sluice.delivery;

/**
 * A message as it comes out of its queue.
 *
 * @param payload its bytes, or null where it is over {@link ClaimLimits#messageBytes}
 * @param length how many bytes it has
 * @param deliveries how often it was delivered and not confirmed before; 0 where that is not counted
 */
public record ClaimedMessage(byte[] payload, long length, int deliveries) {
    /** Whether it was too long to be handed over. */
    public boolean isTooLong() {
        return payload == null;
    }
}
