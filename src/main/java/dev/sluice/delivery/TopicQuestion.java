package dev.sluice.delivery;

/**
 * Asks a {@link TopicSource} for events of a stream topic.
 *
 * @param topic the topic
 * @param after only events behind this one; null for the newest there are
 * @param events at most so many
 * @param bytes no further event once so many bytes are read
 */
public record TopicQuestion(String topic, StreamId after, int events, long bytes) {}
