package dev.sluice.channel;

import java.time.Duration;
import java.util.Locale;

/**
 * The expiry of a queue's messages.
 *
 * @param maxAge how long a message may wait in its queue
 * @param fate what happens to messages that have waited longer
 */
public record QueueExpiry(Duration maxAge, Fate fate) {
    /** What happens to an expired message. */
    public enum Fate {
        /** It becomes a dead letter. */
        DEAD_LETTER,
        /** It is deleted. */
        DROP;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
