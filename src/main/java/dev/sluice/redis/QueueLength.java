package dev.sluice.redis;

import java.util.OptionalLong;

/**
 * The number of messages in a queue.
 *
 * @param waiting messages that are not claimed; empty if Redis does not say
 * @param dead dead letters; empty if Redis does not say
 */
public record QueueLength(OptionalLong waiting, OptionalLong dead) {
    static final QueueLength UNKNOWN = new QueueLength(OptionalLong.empty(), OptionalLong.empty());
}
