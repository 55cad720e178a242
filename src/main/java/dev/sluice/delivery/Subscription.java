package dev.sluice.delivery;

import java.util.List;
import java.util.Set;

/**
 * The channels of one connection.
 *
 * @param queues those that it takes from
 * @param topics the stream topics that it has, which are different ones, and where it begins in each; at most
 *     {@link LastEventId#MAX_TOPICS}
 * @param pubsubTopics the pub/sub topics that it has
 */
public record Subscription(Set<String> queues, List<TopicStart> topics, Set<String> pubsubTopics) {}
