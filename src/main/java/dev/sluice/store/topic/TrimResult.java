package dev.sluice.store.topic;

import dev.sluice.store.Refusal;
import java.util.List;

/** The result of one call of a {@link TopicTrimmer}. */
public sealed interface TrimResult {
    /**
     * The topic was trimmed, or is within its bounds.
     *
     * @param removed the number of removed events
     * @param hasMore true if another call at once may remove more
     * @param unread the number of removed events at or behind the first one that a consumer group had still to read or
     *     acknowledge
     * @param groups the names of these consumer groups, as the application chose them
     */
    record Trimmed(long removed, boolean hasMore, long unread, List<String> groups) implements TrimResult {}

    /**
     * The store refused to trim the topic.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements TrimResult {}
}
