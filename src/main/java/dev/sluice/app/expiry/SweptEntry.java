package dev.sluice.app.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.NamePatterns;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A configured name or pattern of queues whose messages expire, or of topics that are removed when they are idle.
 *
 * @param kind the kind of its channels
 * @param name the name or pattern
 * @param age the {@code max-age} or {@code idle-ttl}
 */
record SweptEntry(ChannelKind kind, String name, Duration age) {
    /** The sweeps in the time of the age, so that nothing goes much too late. */
    private static final int SWEEPS = 20;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Returns all of them. */
    static List<SweptEntry> of(Settings settings) {
        Stream<SweptEntry> queues = served(settings.queuePolicies(), settings.queues())
                .flatMap(name -> settings.queuePolicies().of(name).expiry().map(QueueExpiry::maxAge).stream()
                        .map(age -> new SweptEntry(ChannelKind.QUEUE, name, age)));
        Stream<SweptEntry> topics = served(settings.topicPolicies(), settings.topics())
                .flatMap(name -> settings.topicPolicies().of(name).idleTtl().stream()
                        .map(age -> new SweptEntry(ChannelKind.STREAM, name, age)));
        return Stream.concat(queues, topics).toList();
    }

    private static Stream<String> served(ChannelPolicies<?> policies, NamePatterns served) {
        return policies.entries().keySet().stream()
                .filter(entry -> NamePatterns.isPattern(entry) ? served.overlap(entry) : served.matches(entry));
    }

    /** Returns the time between two sweeps. */
    Duration interval() {
        Duration share = age.dividedBy(SWEEPS);
        return share.compareTo(SHORTEST) < 0 ? SHORTEST : share;
    }

    boolean hasSameName(SweptEntry other) {
        return kind == other.kind && name.equals(other.name);
    }

    boolean isPattern() {
        return NamePatterns.isPattern(name);
    }

    /** Returns true if this entry, and no other, has the channel's age. */
    boolean has(String channel, Settings settings) {
        NamePatterns names = kind == ChannelKind.QUEUE ? settings.queues() : settings.topics();
        ChannelPolicies<?> policies = kind == ChannelKind.QUEUE ? settings.queuePolicies() : settings.topicPolicies();
        return names.matches(channel) && policies.entryOf(channel).equals(name);
    }

    @Override
    public String toString() {
        return (kind == ChannelKind.QUEUE ? "queue \"" : "topic \"") + name + '"';
    }
}
