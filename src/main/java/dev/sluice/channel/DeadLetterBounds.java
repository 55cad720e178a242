package dev.sluice.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of the dead letters of each queue; the oldest are dropped when one is added.
 *
 * @param most the most dead letters
 * @param maxAge how long each is kept; empty for ever
 */
public record DeadLetterBounds(int most, Optional<Duration> maxAge) {
    @Override
    public String toString() {
        return "max=" + most + " max-age=" + maxAge.map(Duration::toString).orElse("none");
    }
}
