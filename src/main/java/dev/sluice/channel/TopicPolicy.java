package dev.sluice.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of one stream topic is kept, and who may keep its history. Older events than either bound allows may be gone at any time. Immutable.
 *
 * @param maxLength how many events; empty for any number
 * @param maxAge how long each; empty for any time
 * @param historyCache who may keep full pages of its history
 */
public record TopicPolicy(Optional<Integer> maxLength, Optional<Duration> maxAge, HistoryCache historyCache) {
    /** Whether anything is ever trimmed. */
    public boolean isBounded() {
        return maxLength.isPresent() || maxAge.isPresent();
    }

    @Override
    public String toString() {
        return "max-length=" + maxLength.map(String::valueOf).orElse("none") + " max-age="
                + maxAge.map(String::valueOf).orElse("none") + " history-cache=" + historyCache;
    }
}
