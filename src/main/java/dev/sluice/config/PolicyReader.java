package dev.sluice.config;

import static dev.sluice.config.SettingParsers.duration;
import static dev.sluice.config.SettingParsers.oneOf;
import static dev.sluice.config.SettingParsers.orNone;
import static dev.sluice.config.SettingParsers.wholeNumber;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.channel.TopicPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes policies from the settings of channels. */
final class PolicyReader {
    private PolicyReader() {}

    /**
     * Returns the policies of the channels in the file and, after them, of the other served ones.
     *
     * @param served the names and patterns of the channels that are served
     * @param values the settings of channels without own ones
     * @param channels the file's settings of single channels
     * @param former the policies before a reload: channels that are not served any more keep theirs while they are in use
     * @param one makes one policy
     * @param all makes the policies of the defaults and the entries
     * @throws ConfigException if a value is wrong
     */
    static <P, C extends ChannelPolicies<P>> C read(
            List<String> served,
            SettingValues values,
            ChannelSettings channels,
            Optional<C> former,
            Function<SettingValues, P> one,
            BiFunction<P, Map<String, P>, C> all) {
        P defaults = one.apply(values);
        Map<String, P> entries = new LinkedHashMap<>();
        channels.forEach(values, (name, settings) -> entries.put(name, one.apply(settings)));
        C named = all.apply(defaults, entries);
        // A pattern counts as a name here: a pattern that matches it matches all that it stands for.
        served.forEach(name -> entries.putIfAbsent(name, named.of(name)));
        former.ifPresent(policies -> entries.putAll(policies.withoutSuccessor(List.copyOf(entries.keySet()))));
        return all.apply(defaults, entries);
    }

    static QueuePolicy queue(SettingValues values) {
        return new QueuePolicy(
                values.get(Setting.QUEUE_ACK, oneOf(AckMode.values())),
                values.get(Setting.QUEUE_PREFETCH, wholeNumber(1, 10_000)),
                values.get(Setting.QUEUE_VISIBILITY_TIMEOUT, duration(Duration.ofMillis(100), Duration.ofHours(24))),
                values.get(Setting.QUEUE_MAX_DELIVERIES, wholeNumber(1, 1_000_000)),
                values.get(Setting.QUEUE_MAX_RETURNS, wholeNumber(1, 1_000_000)),
                values.get(Setting.QUEUE_FORMAT, oneOf(MessageFormat.values())),
                values.get(Setting.QUEUE_TAKE_FROM, oneOf(QueueEnd.values())),
                queueExpiry(values));
    }

    private static Optional<QueueExpiry> queueExpiry(SettingValues values) {
        QueueExpiry.Fate fate = values.get(Setting.QUEUE_EXPIRED, oneOf(QueueExpiry.Fate.values()));
        return age(values, Setting.QUEUE_MAX_AGE).map(age -> new QueueExpiry(age, fate));
    }

    private static Optional<Duration> age(SettingValues values, Setting setting) {
        return values.get(setting, orNone(duration(Duration.ofSeconds(1), Duration.ofDays(3650))));
    }

    static TopicPolicy topic(SettingValues values) {
        return new TopicPolicy(
                values.get(Setting.TOPIC_MAX_LENGTH, orNone(wholeNumber(1, 10_000_000))),
                age(values, Setting.TOPIC_MAX_AGE),
                age(values, Setting.TOPIC_IDLE_TTL),
                values.get(Setting.TOPIC_HISTORY_CACHE, oneOf(HistoryCache.values())));
    }

    static PubsubTopicPolicy pubsubTopic(SettingValues values) {
        return new PubsubTopicPolicy(values.get(Setting.PUBSUB_TOPIC_FORMAT, oneOf(MessageFormat.values())));
    }
}
