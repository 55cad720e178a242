package dev.sluice.redis.script;

import dev.sluice.channel.ChannelName;

/** The names of the keys that belong to a queue or a topic and lie in its cluster slot. Immutable. */
public final class ChannelKeys {
    private final String base;

    /**
     * @param prefix the beginning of all own keys, without a brace
     * @param queue the queue's name, valid by {@link ChannelName}
     */
    ChannelKeys(String prefix, String queue) {
        String tag = ChannelName.hashTag(queue);
        base = tag.equals(queue) ? prefix + "{" + queue + "}:" : prefix + "{" + tag + "}:" + queue + ":";
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

    /** The hash from the digest of each key that messages were published with to its time and the id of the event. */
    public String published() {
        return base + "published";
    }

    /** The list of the same digests with their times, oldest first. */
    public String publishedOrder() {
        return base + "published:order";
    }

    /** The hash of what is known of the ages of messages, see {@code expire.lua}. */
    public String ages() {
        return base + "ages";
    }

    /** The list of dead letters, newest first. */
    public String dead() {
        return base + "dead";
    }
}
