package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.oneOf;
import static dev.sluice.config.SettingParsers.wholeNumber;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes policies of the settings for queues. */
final class QueuePolicyReader {
    private QueuePolicyReader() {}

    /**
     * The policies of what the file names and, after that, of what is served without being named there.
     *
     * @param served the names and patterns of the queues that are served
     * @param values the settings of queues that say nothing else
     * @param channels what the file says of single queues
     * @throws ConfigException where a value is wrong
     */
    static QueuePolicies read(List<String> served, SettingValues values, ChannelSettings channels) {
        QueuePolicy defaults = read(values);
        Map<String, QueuePolicy> entries = new LinkedHashMap<>();
        channels.forEach(values, (name, settings) -> entries.put(name, read(settings)));
        QueuePolicies named = new QueuePolicies(defaults, entries);
        // A pattern counts as a name here: what matches the pattern itself matches all that it stands for.
        served.forEach(name -> entries.putIfAbsent(name, named.of(name)));
        return new QueuePolicies(defaults, entries);
    }

    private static QueuePolicy read(SettingValues values) {
        return new QueuePolicy(
                values.get(Setting.QUEUE_ACK, oneOf(AckMode.values())),
                values.get(Setting.QUEUE_PREFETCH, wholeNumber(1, 10_000)),
                values.get(Setting.QUEUE_VISIBILITY_TIMEOUT, duration(Duration.ofMillis(100), Duration.ofHours(24))),
                values.get(Setting.QUEUE_MAX_DELIVERIES, wholeNumber(1, 1_000_000)),
                values.get(Setting.QUEUE_FORMAT, oneOf(MessageFormat.values())));
    }
}
