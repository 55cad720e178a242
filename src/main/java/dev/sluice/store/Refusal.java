package dev.sluice.store;

/**
 * The reason why the store does not work on a channel.
 *
 * @param reason the fault, in words that follow a colon
 * @param forbidden true if the store's user lacks a right: then nothing is wrong with the channel, and the node can do
 *     without it
 */
public record Refusal(String reason, boolean forbidden) {
    /** Returns a refusal for a fault of the channel or its server. */
    public static Refusal of(String reason) {
        return new Refusal(reason, false);
    }
}
