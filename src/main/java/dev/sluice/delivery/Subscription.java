package dev.sluice.delivery;

import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.store.topic.TopicStart;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The channels of one connection.
 *
 * @param queues the queues that it takes from
 * @param topics the stream topics, all different, and where it begins in each; at most {@link
 *     ChannelPositions#MAX_TOPICS}
 * @param pubsubTopics the pub/sub topics
 */
public record Subscription(Set<String> queues, List<TopicStart> topics, Set<String> pubsubTopics) {
    /** Copies the arguments and keeps their order. */
    public Subscription {
        queues = copy(queues);
        topics = List.copyOf(topics);
        pubsubTopics = copy(pubsubTopics);
    }

    /** Copies to a small set if there is at most one name, since each connection keeps it. */
    private static Set<String> copy(Set<String> names) {
        return names.size() <= 1 ? Set.copyOf(names) : Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }
}
