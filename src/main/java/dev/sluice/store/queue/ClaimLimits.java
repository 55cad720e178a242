package dev.sluice.store.queue;

/**
 * How much one exchange may claim.
 *
 * @param messages at most so many; 0 for none
 * @param bytes no further message once so many bytes are claimed
 * @param messageBytes a longer message is claimed, but only its length is handed over
 */
public record ClaimLimits(int messages, long bytes, long messageBytes) {
    public ClaimLimits withoutMessages() {
        return new ClaimLimits(0, bytes, messageBytes);
    }
}
