package dev.sluice.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of one stream topic is kept. Older events than either bound allows may be gone at any time. Immutable.
 *
 * @param maxLength how many events; empty for any number
 * @param maxAge how long each; empty for any time
 */
public record TopicPolicy(Optional<Integer> maxLength, Optional<Duration> maxAge) {
    /** Whether anything is ever trimmed. */
    public boolean isBounded() {
        return maxLength.isPresent() || maxAge.isPresent();
    }

    @Override
    public String toString() {
        return "max-length=" + maxLength.map(String::valueOf).orElse("none") + " max-age="
                + maxAge.map(String::valueOf).orElse("none");
    }
}
