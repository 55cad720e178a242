package dev.sluice.app;

import dev.sluice.config.Settings;
import dev.sluice.redis.script.Keyspace;
import java.util.List;
import java.util.function.Supplier;

/**
 * What Redis refuses, by kind.
 *
 * @param queues the queues
 * @param topics the stream topics
 * @param pubsub the pub/sub topics
 * @param own the channels of the node itself
 */
record Refusals(RefusedChannels queues, RefusedChannels topics, RefusedChannels pubsub, RefusedChannels own) {
    static Refusals none(Supplier<Settings> settings, Keyspace keys, NodeName name) {
        return new Refusals(
                new RefusedChannels("queue", () -> settings.get().queues()),
                new RefusedChannels("topic", () -> settings.get().topics()),
                new RefusedChannels("pub/sub topic", () -> settings.get().pubsubTopics()),
                StreamParts.refusable(keys, name));
    }

    List<RefusedChannels> all() {
        return List.of(queues, topics, pubsub, own);
    }
}
