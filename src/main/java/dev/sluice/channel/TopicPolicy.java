package dev.sluice.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * The policy of a stream topic: what is kept, and which caches may keep its history. Events over either bound may be
 * gone at any time. Immutable.
 *
 * @param maxLength the most events; empty for no bound
 * @param maxAge how long each event is kept; empty for no bound
 * @param idleTtl how long the topic stays after its last event; empty for ever
 * @param historyCache the caches that may keep full pages of its history
 */
public record TopicPolicy(
        Optional<Integer> maxLength, Optional<Duration> maxAge, Optional<Duration> idleTtl, HistoryCache historyCache) {
    /** Returns true if anything is ever trimmed. */
    public boolean isBounded() {
        return maxLength.isPresent() || maxAge.isPresent();
    }

    @Override
    public String toString() {
        return "max-length=" + maxLength.map(String::valueOf).orElse("none") + " max-age="
                + maxAge.map(String::valueOf).orElse("none") + " idle-ttl="
                + idleTtl.map(String::valueOf).orElse("none") + " history-cache=" + historyCache;
    }
}
