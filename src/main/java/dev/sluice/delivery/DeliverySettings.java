package dev.sluice.delivery;

import dev.sluice.delivery.queue.QueueSettings;
import dev.sluice.delivery.topic.TopicSettings;

/**
 * The delays and bounds of delivery.
 *
 * @param queues those of queues
 * @param topics those of topics
 * @param memory bounds the memory of delivery
 */
public record DeliverySettings(QueueSettings queues, TopicSettings topics, MemoryBounds memory) {}
