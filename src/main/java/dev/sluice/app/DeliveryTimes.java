package dev.sluice.app;

import dev.sluice.config.Settings;
import dev.sluice.delivery.DeliverySettings;
import dev.sluice.delivery.MemoryBounds;
import java.time.Duration;
import java.util.function.Supplier;

/** The delays and bounds of the delivery, from the settings of the node. */
final class DeliveryTimes {
    private DeliveryTimes() {}

    /** @param current the settings of the moment, whose policies may change */
    static DeliverySettings settings(Supplier<Settings> current, MemoryBounds memory) {
        Settings settings = current.get();
        return new DeliverySettings(
                settings.settleDelay(),
                settings.stallTimeout(),
                settings.safetyPoll(),
                settings.maxMessageBytes(),
                settings.maxUnsettled() / 4,
                settings.maxUnsettled(),
                settings.nodeLease(),
                memory,
                () -> current.get().queuePolicies(),
                () -> current.get().pubsubTopicPolicies());
    }

    /**
     * Returns the time of the slowest proof: in the WAR four waits of one and a quarter settle delays; then the last
     * exchange.
     */
    static Duration settleTime(Settings settings) {
        return settings.settleDelay().multipliedBy(6).plusMillis(200);
    }
}
