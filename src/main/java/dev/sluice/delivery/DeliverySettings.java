package dev.sluice.delivery;

import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.delivery.queue.QueueSettings;
import dev.sluice.delivery.topic.TopicSettings;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The delays and bounds of delivery.
 *
 * @param settleDelay how long each step of a proof waits; must exceed a round trip to the browser
 * @param stallTimeout a connection is closed if nothing is acknowledged on it for this long
 * @param safetyPoll how often queues are checked without a signal of a push
 * @param maxMessageBytes a longer message goes to the dead letters, or is skipped in a pub/sub topic
 * @param maxUnsettledPerConnection how many unsettled messages one connection may hold; at this many it gets no more
 * @param maxUnsettled how many unsettled messages the node may hold; at this many it claims no more
 * @param nodeLease how long a node may be silent before others return its claims
 * @param memory bounds the memory of delivery
 * @param policies how each queue is delivered now
 * @param pubsubPolicies how each pub/sub topic is delivered now
 */
public record DeliverySettings(
        Duration settleDelay,
        Duration stallTimeout,
        Duration safetyPoll,
        long maxMessageBytes,
        int maxUnsettledPerConnection,
        int maxUnsettled,
        Duration nodeLease,
        MemoryBounds memory,
        Supplier<QueuePolicies> policies,
        Supplier<ChannelPolicies<PubsubTopicPolicy>> pubsubPolicies) {
    /** Returns the settings of queues. */
    QueueSettings queues() {
        return new QueueSettings(
                settleDelay,
                stallTimeout,
                safetyPoll,
                maxMessageBytes,
                maxUnsettledPerConnection,
                maxUnsettled,
                nodeLease,
                memory.stepBytes(),
                policies);
    }

    /** Returns the settings of topics. */
    TopicSettings topics() {
        return new TopicSettings(safetyPoll, maxMessageBytes, memory.stepBytes(), pubsubPolicies);
    }
}
