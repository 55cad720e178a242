package dev.sluice.app;

import dev.sluice.config.Settings;
import dev.sluice.delivery.DeliverySettings;
import dev.sluice.delivery.MemoryBounds;
import dev.sluice.delivery.queue.QueueSettings;
import dev.sluice.delivery.topic.TopicSettings;
import java.time.Duration;
import java.util.function.Supplier;

/** The delays and bounds of the delivery, from the settings of the node. */
final class DeliveryTimes {
    private DeliveryTimes() {}

    /** @param current the settings of the moment, whose policies may change */
    static DeliverySettings settings(Supplier<Settings> current, MemoryBounds memory) {
        Settings settings = current.get();
        QueueSettings queues = new QueueSettings(
                settings.settleDelay(),
                settings.stallTimeout(),
                settings.safetyPoll(),
                settings.maxMessageBytes(),
                settings.maxUnsettled() / 4,
                settings.maxUnsettled(),
                settings.nodeLease(),
                memory.stepBytes(),
                () -> current.get().queuePolicies());
        TopicSettings topics = new TopicSettings(
                settings.safetyPoll(),
                settings.maxMessageBytes(),
                memory.stepBytes(),
                () -> current.get().pubsubTopicPolicies());
        return new DeliverySettings(queues, topics, memory);
    }

    /**
     * Returns the time of the slowest proof: in the WAR four waits of one and a quarter settle delays; then the last
     * exchange.
     */
    static Duration settleTime(Settings settings) {
        return settings.settleDelay().multipliedBy(6).plusMillis(200);
    }
}
