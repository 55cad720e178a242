package dev.sluice.config;

import java.time.Duration;

/**
 * How much of one stream topic is kept. Older events than either allows may be gone at any time.
 *
 * @param maxLength how many events
 * @param maxAge how long each
 */
public record TopicPolicy(int maxLength, Duration maxAge) {
    @Override
    public String toString() {
        return "max-length=" + maxLength + " max-age=" + maxAge;
    }
}
