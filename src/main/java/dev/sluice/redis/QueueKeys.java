package dev.sluice.redis;

/** The names of Sluice's own keys. Those that belong to a queue lie in its cluster slot. */
final class QueueKeys {
    /** What all of Sluice's own keys start with; no channel may. */
    static final String PREFIX = "sluice:";

    private final String base;

    /** @param queue the queue's name, which is its key */
    QueueKeys(String queue) {
        String tag = hashTag(queue);
        base = tag.equals(queue) ? PREFIX + "{" + queue + "}:" : PREFIX + "{" + tag + "}:" + queue + ":";
    }

    /** The list of what a session has claimed, newest first. */
    String processing(String session) {
        return base + "processing:" + session;
    }

    /** The hash from each session that holds claims to the number of its last exchange. */
    String sessions() {
        return base + "sessions";
    }

    /** The list of dead letters, newest first. */
    String dead() {
        return base + "dead";
    }

    /**
     * The part of a key that decides its slot.
     *
     * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags">Redis cluster
     *     specification, "Hash tags"</a>
     */
    private static String hashTag(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open + 1);
        return open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key;
    }
}
