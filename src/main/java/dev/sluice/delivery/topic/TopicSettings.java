package dev.sluice.delivery.topic;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.PubsubTopicPolicy;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The delays and bounds of topics.
 *
 * @param safetyPoll how often stream topics are read even if no change is signalled
 * @param maxMessageBytes a longer message is skipped in a pub/sub topic
 * @param stepBytes the most that one step may read, beyond one event
 * @param policies how each pub/sub topic is delivered now
 */
public record TopicSettings(
        Duration safetyPoll,
        long maxMessageBytes,
        long stepBytes,
        Supplier<ChannelPolicies<PubsubTopicPolicy>> policies) {}
