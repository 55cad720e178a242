package dev.sluice.standalone;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.ChannelPolicies;
import dev.sluice.channel.PubsubTopicPolicy;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.channel.TopicPolicy;
import java.time.Duration;

/** The settings of channels as tables, in the order in which patterns are tried. */
final class ChannelTables {
    private ChannelTables() {}

    static TextTable ofQueues(QueuePolicies policies) {
        TextTable table = new TextTable(
                "queue",
                "ack",
                "prefetch",
                "visibility-timeout",
                "max-deliveries",
                "max-returns",
                "format",
                "take-from",
                "max-age",
                "expired");
        policies.entries().forEach((name, policy) -> addQueue(table, name, policy));
        return table;
    }

    /** Adds a row, with a dash for a setting that means nothing in the mode. */
    private static void addQueue(TextTable table, String name, QueuePolicy policy) {
        boolean confirmed = policy.ack() == AckMode.CLIENT;
        table.row(
                name,
                policy.ack().toString(),
                confirmed ? String.valueOf(policy.prefetch()) : "-",
                confirmed ? text(policy.visibilityTimeout()) : "-",
                confirmed ? String.valueOf(policy.maxDeliveries()) : "-",
                policy.ack() == AckMode.SENT ? String.valueOf(policy.maxReturns()) : "-",
                policy.format().toString(),
                policy.takeFrom().toString(),
                policy.expiry().map(expiry -> text(expiry.maxAge())).orElse("none"),
                policy.expiry().map(expiry -> expiry.fate().toString()).orElse("-"));
    }

    static TextTable ofTopics(ChannelPolicies<TopicPolicy> policies) {
        TextTable table = new TextTable("topic", "max-length", "max-age", "idle-ttl", "history-cache");
        policies.entries()
                .forEach((name, policy) -> table.row(
                        name,
                        policy.maxLength().map(String::valueOf).orElse("none"),
                        policy.maxAge().map(ChannelTables::text).orElse("none"),
                        policy.idleTtl().map(ChannelTables::text).orElse("none"),
                        policy.historyCache().toString()));
        return table;
    }

    static TextTable ofPubsubTopics(ChannelPolicies<PubsubTopicPolicy> policies) {
        TextTable table = new TextTable("pubsub-topic", "format");
        policies.entries()
                .forEach((name, policy) -> table.row(name, policy.format().toString()));
        return table;
    }

    /** Returns the duration as the file may have it. */
    private static String text(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
