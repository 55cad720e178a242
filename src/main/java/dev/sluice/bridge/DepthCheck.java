package dev.sluice.bridge;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks once a second whether a channel that was written to since the last check is too deep. It checks at most 100
 * channels: of more, those that came first. One thread at a time.
 */
final class DepthCheck {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_CHANNELS = 100;

    /** Reads depths from Redis. */
    @FunctionalInterface
    interface Depths {
        /** No channel is ever too deep. */
        Depths NONE = channels -> Optional.of(Map.of());

        /** Returns the depths of those of these channels that have one; empty if Redis does not answer. */
        Optional<Map<String, Long>> of(Set<String> channels);
    }

    private final Depths depths;
    private final int maxDepth;
    private final Ticker ticker;
    private final Set<String> channels = new LinkedHashSet<>();
    private long checkedAt;
    private Optional<String> fault = Optional.empty();

    /** @param maxDepth the number of messages at which a channel is too deep */
    DepthCheck(Depths depths, int maxDepth, Ticker ticker) {
        this.depths = depths;
        this.maxDepth = maxDepth;
        this.ticker = ticker;
        this.checkedAt = ticker.nanos();
    }

    /** Records that a message was written. */
    void wrote(String channel) {
        if (channels.size() < MAX_CHANNELS) {
            channels.add(channel);
        }
    }

    /** Checks if that is due; returns the fault of the last check as a sentence, without a full stop. */
    Optional<String> check() {
        if (!channels.isEmpty() && ticker.nanos() - checkedAt >= INTERVAL_NANOS) {
            checkedAt = ticker.nanos();
            // While Redis does not answer, a channel that was too deep counts as such.
            depths.of(channels)
                    .ifPresent(found -> fault = found.entrySet().stream()
                            .filter(entry -> entry.getValue() >= maxDepth)
                            .max(Map.Entry.comparingByValue())
                            .map(entry -> entry.getKey() + " has " + entry.getValue() + " messages, and max-depth is "
                                    + maxDepth));
            if (fault.isEmpty()) {
                channels.clear();
            }
        }
        return fault;
    }
}
