package dev.sluice.redis.link;

import dev.sluice.store.Refusal;

/**
 * The reason why Redis did not do what it was asked, which stands in place of the answer: made by {@link RedisErrors},
 * and worded for people only here. Immutable.
 */
public sealed interface RedisError {
    /**
     * No usable answer.
     *
     * @param mayBeDone true if the command may have been carried out; false if it was not sent, or no server has its slot
     *     now
     */
    record NoAnswer(String reason, boolean mayBeDone) implements RedisError {}

    /**
     * The server as a whole fails, rather than the command, which was not carried out.
     *
     * @param isReplica true if the server is a replica, so that the master may carry the command out
     */
    record ServerFault(String reason, boolean isReplica) implements RedisError {}

    /**
     * A key is of the wrong type.
     *
     * @param inScript true if a script found it: any of its keys may be meant; else it is the first one
     */
    record WrongType(String reason, boolean inScript) implements RedisError {}

    /**
     * A refusal by one of the node's own scripts.
     *
     * @param code the reason as one word, such as SLUICELOST
     */
    record OfScript(String reason, String code) implements RedisError {}

    /**
     * Any other refusal.
     *
     * @param isForbidden true if the Redis user lacks a right, so that nothing is wrong with the key
     */
    record Refused(String reason, boolean isForbidden) implements RedisError {}

    /** The server has carried the command out, and too few of its replicas have in time. */
    record Unreplicated(String reason) implements RedisError {
        @Override
        public boolean mayBeDone() {
            return true;
        }
    }

    /** Returns true if the server as a whole gave no usable answer. */
    default boolean isOfServer() {
        return this instanceof NoAnswer || this instanceof ServerFault;
    }

    /** Returns true if the command may have been carried out all the same. */
    default boolean mayBeDone() {
        return false;
    }

    /** Returns what is wrong, as words after a colon, without a full stop. */
    String reason();

    /** Returns the sentence for the caller, without its full stop. */
    default String sentence(Object address) {
        return isOfServer() ? unusable(address) : "Redis says: " + reason();
    }

    /** Returns the sentence for a caller that needs Redis to go on. */
    default String unusable(Object address) {
        return "Redis at " + address + " cannot be used: " + reason();
    }

    /** Returns the refusal of a channel. */
    default Refusal refusal() {
        return new Refusal("Redis says: " + reason(), this instanceof Refused refused && refused.isForbidden());
    }

    /**
     * Returns the refusal of a channel whose key is the command's first.
     *
     * @param needed the type that the key should have
     */
    default Refusal refusal(String needed) {
        return this instanceof WrongType wrong && !wrong.inScript()
                ? Refusal.of(wrongType("its key in Redis", needed))
                : refusal();
    }

    /**
     * Returns the sentence about a key of the wrong type, without its full stop.
     *
     * @param key the words for the key
     * @param needed the type that it should have
     */
    static String wrongType(String key, String needed) {
        return key + " does not hold a " + needed;
    }

    /** Returns that sentence about the key with a channel's name. */
    static String wrongTypeOf(String channel, String needed) {
        return wrongType("The key \"" + channel + "\" in Redis", needed);
    }
}
