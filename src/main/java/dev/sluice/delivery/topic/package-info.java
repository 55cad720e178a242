/**
 * The events of topics: read once for all, kept encoded, and written to every subscriber. Begin with {@link
 * dev.sluice.delivery.topic.TopicDelivery#step}: {@code TopicReader} → {@code TopicLog} → {@code TopicCursor}, whose
 * states {@code Position} draws → {@code TopicWriter}. Queues are not known here.
 */
package dev.sluice.delivery.topic;
