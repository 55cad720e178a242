package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.oneOf;
import static dev.sluice.config.SettingParsers.wholeNumber;

import java.time.Duration;

/** Makes a policy of the settings for queues. */
final class QueuePolicyReader {
    private QueuePolicyReader() {}

    /** @throws ConfigException where a value is wrong */
    static QueuePolicy read(SettingValues values) {
        return new QueuePolicy(
                values.get(Setting.QUEUE_ACK, oneOf(AckMode.values())),
                values.get(Setting.QUEUE_PREFETCH, wholeNumber(1, 10_000)),
                values.get(Setting.QUEUE_VISIBILITY_TIMEOUT, duration(Duration.ofMillis(100), Duration.ofHours(24))),
                values.get(Setting.QUEUE_MAX_DELIVERIES, wholeNumber(1, 1_000_000)),
                values.get(Setting.QUEUE_FORMAT, oneOf(MessageFormat.values())));
    }
}
