/**
 * The events of topics: read once for all, kept encoded, written to everybody who has the topic. Begin with
 * {@link dev.sluice.delivery.topic.TopicDelivery#step}: {@code TopicReader} → {@code TopicLog} → {@code TopicCursor} →
 * {@code TopicWriter}. Queues are not known here.
 */
package dev.sluice.delivery.topic;
