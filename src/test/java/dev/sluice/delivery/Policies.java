package dev.sluice.delivery;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Policies for tests. */
final class Policies {
    /** Of each queue what nobody has configured, but {@code json} and what starts so takes JSON. */
    static final QueuePolicies DEFAULTS =
            new QueuePolicies(policy(MessageFormat.TEXT), Map.of("json*", policy(MessageFormat.JSON)));

    /** The same for pub/sub topics. */
    static final ChannelPolicies<PubsubTopicPolicy> PUBSUB = new ChannelPolicies<>(
            new PubsubTopicPolicy(MessageFormat.TEXT), Map.of("json*", new PubsubTopicPolicy(MessageFormat.JSON)));

    /** More than what tests publish, but for writes from the heap. */
    static MemoryBounds memory(long writes) {
        return new MemoryBounds(64 << 20, 1L << 30, 1L << 30, writes);
    }

    private Policies() {}

    /** All queues in one mode, each of whose messages is delivered three times at the most. */
    static QueuePolicies inMode(AckMode mode, int prefetch) {
        return new QueuePolicies(
                new QueuePolicy(
                        mode,
                        prefetch,
                        Duration.ofSeconds(30),
                        3,
                        100,
                        MessageFormat.TEXT,
                        QueueEnd.RIGHT,
                        Optional.empty()),
                Map.of());
    }

    private static QueuePolicy policy(MessageFormat format) {
        return new QueuePolicy(
                AckMode.SENT, 1, Duration.ofSeconds(30), 5, 100, format, QueueEnd.RIGHT, Optional.empty());
    }
}
