package dev.sluice.store.queue;

/**
 * The limits of the claims of one exchange.
 *
 * @param messages the most messages; 0 for none
 * @param bytes the bytes after which no further message is claimed
 * @param messageBytes a longer message is claimed, but only its length is returned
 */
public record ClaimLimits(int messages, long bytes, long messageBytes) {
    public ClaimLimits withoutMessages() {
        return new ClaimLimits(0, bytes, messageBytes);
    }
}
