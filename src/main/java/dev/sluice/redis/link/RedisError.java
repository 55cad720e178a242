package dev.sluice.redis.link;

import dev.sluice.store.Refusal;

/**
 * Why Redis did not do what it was asked to. What Redis and its client say of it is told apart, and becomes a
 * sentence, in one way for all. Immutable.
 */
public sealed interface RedisError {
    /** Nobody knows whether the command was carried out; or nobody serves its slot now. */
    record NoAnswer(String reason) implements RedisError {}

    /**
     * The server as a whole does not work, rather than the command, which was not carried out.
     *
     * @param isReplica whether it is a replica, so that the master may carry it out
     */
    record ServerFault(String reason, boolean isReplica) implements RedisError {}

    /**
     * A key is of the wrong type.
     *
     * @param inScript whether a script found it, which may be any of its keys; else it is the first one
     */
    record WrongType(String reason, boolean inScript) implements RedisError {}

    /**
     * One of the node's own scripts refuses.
     *
     * @param code the word by which it says why, such as SLUICELOST
     */
    record OfScript(String reason, String code) implements RedisError {}

    /**
     * Any other refusal.
     *
     * @param isForbidden whether the Redis user lacks a right, so that nothing is wrong with the key
     */
    record Refused(String reason, boolean isForbidden) implements RedisError {}

    /** What is wrong, as words after a colon, without a full stop. */
    String reason();

    /** Reads what a command was answered with, or what kept it from an answer. */
    static RedisError of(Throwable failure) {
        return ErrorReader.read(failure);
    }

    /** The sentence for whoever asked, without its full stop. */
    default String sentence(Object address) {
        return this instanceof NoAnswer || this instanceof ServerFault ? unusable(address) : "Redis says: " + reason();
    }

    /** The same for whoever can do nothing without it. */
    default String unusable(Object address) {
        return "Redis at " + address + " cannot be used: " + reason();
    }

    /** What is told of a channel. */
    default Refusal refusal() {
        return new Refusal("Redis says: " + reason(), this instanceof Refused refused && refused.isForbidden());
    }

    /**
     * What is told of a channel whose key is the command's first.
     *
     * @param needed the type that the key should have
     */
    default Refusal refusal(String needed) {
        return this instanceof WrongType wrong && !wrong.inScript()
                ? Refusal.of("its key in Redis does not hold a " + needed)
                : refusal();
    }
}
