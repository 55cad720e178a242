package dev.sluice.metrics;

import java.util.Locale;

/** All figures of {@code /metrics}. A test keeps the table in docs/operations.md equal to this one. */
public enum Metric {
    READY(Type.GAUGE, Label.NONE, "1 while messages can be delivered, else 0."),
    CONNECTIONS(Type.GAUGE, Label.NONE, "Open event streams."),
    REGISTERED_CONNECTIONS(
            Type.GAUGE,
            Label.NODE,
            "Open event streams of each node, as Redis has them. Missing if Redis does not answer."),
    CONNECTIONS_CLOSED_FOR_MEMORY(
            Type.COUNTER,
            Label.NONE,
            "Connections closed because data that browsers had not read filled its share of memory."),
    STREAMS_EXPIRED(Type.COUNTER, Label.NONE, "Streams that ended because their token or other access had expired."),
    PRESENCE_JOINED(Type.COUNTER, Label.NONE, "Persons who joined a topic, as told to browsers of this node."),
    PRESENCE_LEFT(Type.COUNTER, Label.NONE, "Persons who left a topic, as told to browsers of this node."),
    REQUESTS_LIMITED(
            Type.COUNTER,
            Label.LIMIT,
            "Requests that were refused because an address or a user had reached a limit. The label is the setting without"
                    + " SLUICE_LIMIT_, such as posts-per-address."),
    REDIS_ROUND_TRIPS(Type.COUNTER, Label.NONE, "Round trips of the delivery to Redis."),

    QUEUE_DEPTH(
            Type.GAUGE,
            Label.QUEUE,
            "Messages that wait in Redis; for a pattern, in the queues that browsers of this node take from now."
                    + " Missing if Redis does not answer, or if there are more queues than are counted."),
    QUEUE_DEAD_LETTERS(
            Type.GAUGE,
            Label.QUEUE,
            "Dead letters in Redis; for a pattern, of the queues that browsers of this node take from now."
                    + " Missing if Redis does not answer, or if there are more queues than are counted."),
    QUEUE_CONSUMERS(
            Type.GAUGE,
            Label.QUEUE,
            "Connections on all nodes that take from a queue which the settings name. Missing if Redis does not answer."),
    QUEUE_UNCOUNTED(
            Type.GAUGE,
            Label.QUEUE,
            "Queues whose depth and dead letters are not counted, because a node asks about 500 queues at most."),
    QUEUE_CLAIMED(Type.GAUGE, Label.QUEUE, "Messages that this node has claimed."),
    QUEUE_OLDEST_CLAIM_AGE_SECONDS(
            Type.GAUGE, Label.QUEUE, "How long ago this node claimed the oldest message that it holds."),
    QUEUE_REFUSED(Type.GAUGE, Label.QUEUE, "Queues that are not delivered, because Redis refuses commands on them."),
    QUEUE_REDELIVERIES(
            Type.COUNTER,
            Label.QUEUE,
            "Messages put back after they had left for a browser, at least in part; they are delivered again. Messages"
                    + " of nodes that are gone count in sluice_reclaimed_total instead."),
    CLAIMED(Type.COUNTER, Label.QUEUE, "Messages taken from queues."),
    SETTLED(Type.COUNTER, Label.QUEUE, "Messages removed for good, because they were delivered."),
    RETURNED(Type.COUNTER, Label.QUEUE, "Messages put back at the front of their queue."),
    RECLAIMED(Type.COUNTER, Label.QUEUE, "Messages of nodes that are gone, put back at the front of their queue."),
    LOST_CLAIMS(
            Type.COUNTER,
            Label.QUEUE,
            "Messages whose claims were lost, so that they may be delivered again; in mode none, messages that may be"
                    + " lost."),
    QUEUE_EXPIRED(
            Type.COUNTER,
            Label.QUEUE,
            "Messages that this node removed because they had waited longer than the max-age of their queue."),
    DEAD_LETTERS(Type.COUNTER, Label.QUEUE, "Messages that this node moved to the dead letters."),
    DEAD_LETTERS_DROPPED(
            Type.COUNTER,
            Label.QUEUE,
            "Dead letters that were dropped for newer ones, to keep them within SLUICE_DEAD_LETTERS_MAX and _MAX_AGE."),

    TOPIC_SUBSCRIBERS(
            Type.GAUGE,
            Label.TOPIC,
            "Connections on all nodes that have a topic which the settings name. Missing if Redis does not answer."),
    TOPIC_DELIVERIES(Type.COUNTER, Label.NONE, "Events of topics that left for browsers."),
    TOPIC_SKIPPED(
            Type.COUNTER,
            Label.NONE,
            "Entries and messages of topics that were skipped, because they cannot be sent as events."),
    TOPIC_GAPS(Type.COUNTER, Label.NONE, "Browsers that were told of a gap."),
    TOPIC_TRIMMED_UNREAD(
            Type.COUNTER,
            Label.NONE,
            "Events of stream topics that were trimmed before a consumer group had read and acknowledged them."),
    TOPIC_IDLE_REMOVED(
            Type.COUNTER,
            Label.NONE,
            "Stream topics that this node removed because they had no event for the idle-ttl."),
    HISTORY_READS(Type.COUNTER, Label.NONE, "Pages of history read from Redis."),
    PUBSUB_OVERTAKEN(
            Type.COUNTER, Label.NONE, "Times that a browser was too slow for a pub/sub topic and missed some of it."),
    PUBSUB_DROPPED(
            Type.COUNTER, Label.NONE, "Messages of pub/sub topics that came faster than the node could take them."),

    PUBLISH_REPETITIONS(
            Type.COUNTER,
            Label.NONE,
            "Messages with a key that were not published, because the key had been seen before; their clients got the first"
                    + " answer."),
    PUBLISH_KEYS_DROPPED(
            Type.COUNTER,
            Label.NONE,
            "Keys of published messages that were dropped before SLUICE_PUBLISH_KEY_AGE, because a channel had more than"
                    + " 100,000. What is repeated with them is published twice."),

    DIRECT_DELIVERED(
            Type.COUNTER,
            Label.NONE,
            "Direct messages that were delivered, counted for each stream: on all nodes if they were posted to this node,"
                    + " on this node if they were published."),
    DIRECT_UNDELIVERABLE(
            Type.COUNTER,
            Label.NONE,
            "Direct messages that nobody got: the receiver was not connected, or read too slowly. Those published to a"
                    + " connection count on its node; those published to a user are not counted."),
    DIRECT_SKIPPED(
            Type.COUNTER,
            Label.NONE,
            "Messages published to sluice:direct that were skipped, because they are malformed."),

    BRIDGE_CONNECTED(Type.GAUGE, Label.SOURCE, "Bridge: 1 while the source is connected to its broker, else 0."),
    BRIDGE_STANDBY(
            Type.GAUGE, Label.SOURCE, "Bridge: 1 while another copy of the bridge has the source's records, else 0."),
    BRIDGE_PAUSED(
            Type.GAUGE,
            Label.SOURCE,
            "Bridge: 1 while the source is paused, because Redis does not take messages or the target is too deep, else 0."),
    BRIDGE_LAG(
            Type.GAUGE,
            Label.SOURCE,
            "Bridge: records that wait at the broker, without those that it has sent ahead, as of the last 5 seconds."
                    + " Missing over JMS, which does not tell."),
    BRIDGE_RECORDS(Type.COUNTER, Label.SOURCE, "Bridge: records that came from the broker, repeated ones included."),
    BRIDGE_PUBLISHED(
            Type.COUNTER, Label.SOURCE, "Bridge: records that Redis has taken, or had taken before with the same key."),
    BRIDGE_UNDELIVERABLE(
            Type.COUNTER,
            Label.SOURCE,
            "Bridge: records that can never be published; they are dead letters, or rejected at the broker."),
    BRIDGE_DEAD_LETTERS_DROPPED(
            Type.COUNTER, Label.SOURCE, "Bridge: old dead letters that were dropped because there were too many."),
    BRIDGE_FAILURES(
            Type.COUNTER, Label.SOURCE, "Bridge: attempts to use the broker, or to publish to Redis, that failed.");

    /** The way in which a value changes. */
    public enum Type {
        /** A value that only grows. Its name ends with {@code _total}. */
        COUNTER,
        /** A value that grows and shrinks. */
        GAUGE
    }

    /** The label of a metric's values. */
    public enum Label {
        /** One value for the whole node. */
        NONE,
        /** The name of a node. */
        NODE,
        /** The name of a limit on clients. */
        LIMIT,
        /** The configured name or pattern that a queue belongs to. */
        QUEUE,
        /** The name of a topic. */
        TOPIC,
        /** The name of a source of the bridge. */
        SOURCE;

        String[] names() {
            return this == NONE ? new String[0] : new String[] {name().toLowerCase(Locale.ROOT)};
        }
    }

    private final Type type;
    private final Label label;
    private final String help;

    Metric(Type type, Label label, String help) {
        this.type = type;
        this.label = label;
        this.help = help;
    }

    /** Returns the name in {@code /metrics}: {@code sluice_claimed_total}. */
    public String fullName() {
        return "sluice_" + name().toLowerCase(Locale.ROOT) + (type == Type.COUNTER ? "_total" : "");
    }

    /** Returns true if the bridge has it. */
    boolean isOfBridge() {
        return label == Label.SOURCE || this == PUBLISH_REPETITIONS || this == PUBLISH_KEYS_DROPPED;
    }

    /** Returns true if a node has it. */
    public boolean isOfNode() {
        return label != Label.SOURCE;
    }

    public Type type() {
        return type;
    }

    public Label label() {
        return label;
    }

    /** Returns the description, for people. */
    public String help() {
        return help;
    }
}
