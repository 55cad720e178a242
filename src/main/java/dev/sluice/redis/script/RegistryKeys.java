package dev.sluice.redis.script;

/**
 * The names of the keys and channels of the registry of connections, and of the revocations. All keys lie in one
 * cluster slot, that of the lifecycle stream. Immutable.
 */
public final class RegistryKeys {
    private final String prefix;
    private final String base;

    /** @param prefix the prefix of Sluice's own keys */
    public RegistryKeys(String prefix) {
        this.prefix = prefix;
        // The tag is the whole name of the stream, which has no braces.
        this.base = prefix + "{" + lifecycle() + "}:";
    }

    /** The stream of connects and disconnects. */
    public String lifecycle() {
        return prefix + "lifecycle";
    }

    /** The Pub/Sub channel that names topics whose presence changed, as a JSON array. */
    public String presenceChannel() {
        return prefix + "presence";
    }

    /** The hash from each node to its incarnation, a space and the number of the last changes. */
    public String nodes() {
        return base + "nodes";
    }

    /** The hash from the id of each connection of a node to its entry. */
    public String node(String node) {
        return nodeBase() + node;
    }

    /** The beginning of the keys of nodes, before the node. */
    public String nodeBase() {
        return base + "node:";
    }

    /** The hash of the number of connections that have a queue or a topic. */
    public String channels() {
        return base + "channels";
    }

    /** The hash of the persons and connections that are present in a topic. */
    public String presence(String topic) {
        return presenceBase() + topic;
    }

    /** The beginning of the keys of presence, before the topic. */
    public String presenceBase() {
        return base + "presence:";
    }

    /** The sorted set of users by the time up to which their tokens are refused, in milliseconds since 1970. */
    public String revocations() {
        return base + "revocations";
    }

    /** The field of a queue in {@link #channels}. */
    public static String queueField(String queue) {
        return "q:" + queue;
    }

    /** The field of a topic in {@link #channels}. */
    public static String topicField(String topic) {
        return "t:" + topic;
    }
}
