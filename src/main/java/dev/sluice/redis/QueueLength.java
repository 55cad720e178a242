package dev.sluice.redis;

import java.util.OptionalLong;

/**
 * How many messages a queue has.
 *
 * @param waiting those that nobody has claimed; empty where Redis does not say
 * @param dead its dead letters; empty where Redis does not say
 */
public record QueueLength(OptionalLong waiting, OptionalLong dead) {
    static final QueueLength UNKNOWN = new QueueLength(OptionalLong.empty(), OptionalLong.empty());
}
