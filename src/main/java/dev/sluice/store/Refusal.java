package dev.sluice.store;

/**
 * Why the store does not work on a channel.
 *
 * @param reason what is wrong, in words that go on after a colon
 * @param forbidden whether the store's user lacks a right: then nothing is wrong with the channel, and the node may well be
 *     without it
 */
public record Refusal(String reason, boolean forbidden) {
    /** Something is wrong with the channel or its server. */
    public static Refusal of(String reason) {
        return new Refusal(reason, false);
    }
}
