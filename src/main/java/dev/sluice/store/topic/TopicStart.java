package dev.sluice.store.topic;

import dev.sluice.store.StreamId;
import java.util.Optional;

/**
 * Where a connection begins in a stream topic.
 *
 * @param topic the topic
 * @param after behind this place
 * @param last where no place is given: with so many of the newest events; 0 for none
 */
public record TopicStart(String topic, Optional<StreamId> after, int last) {}
