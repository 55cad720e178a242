package dev.sluice.store.topic;

import dev.sluice.store.StreamId;
import java.util.Optional;

/**
 * The place at which a connection begins in a stream topic.
 *
 * @param topic the topic
 * @param after the place behind which it begins, if there is one
 * @param last the number of the newest events to begin with, if there is no place; 0 for none
 */
public record TopicStart(String topic, Optional<StreamId> after, int last) {}
