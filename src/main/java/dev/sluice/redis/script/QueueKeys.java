package dev.sluice.redis.script;

import dev.sluice.channel.ChannelName;
import dev.sluice.channel.NamePatterns;

/** The names of Sluice's own keys. Those that belong to a queue lie in its cluster slot. */
public final class QueueKeys {
    private final String base;

    /** @param queue the queue's name, valid by {@link ChannelName} */
    public QueueKeys(String queue) {
        String tag = ChannelName.hashTag(queue);
        base = tag.equals(queue)
                ? NamePatterns.OWN_PREFIX + "{" + queue + "}:"
                : NamePatterns.OWN_PREFIX + "{" + tag + "}:" + queue + ":";
    }

    /**
     * The list of a session's claims, newest first.
     *
     * @param session the id of an incarnation, a dot and a number
     */
    public String processing(String session) {
        return base + "processing:" + session;
    }

    /** The hash from each session that holds claims to the number of its last exchange. */
    public String sessions() {
        return base + "sessions";
    }

    /** The hash of delivery counts of messages that are back in the queue. */
    String deliveries() {
        return base + "deliveries";
    }

    /** The hash from each session to the expiry of the list that it took from, in milliseconds since 1970. */
    public String expiry() {
        return base + "expiry";
    }

    /** The list of dead letters, newest first. */
    public String dead() {
        return base + "dead";
    }
}
