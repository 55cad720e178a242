package dev.sluice.redis;

import dev.sluice.delivery.WrongTypeException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells what is wrong with one key from other errors. */
final class WrongTypes {
    private WrongTypes() {}

    /** Whether Redis says that a key is of the wrong type. */
    static boolean isSaid(JedisDataException error) {
        return error.getMessage().contains("WRONGTYPE"); // of a script's error only a part, before Redis 7
    }

    /**
     * Returns where the error is another one.
     *
     * @param needed the type that the key should have
     */
    static void check(Throwable error, String key, String needed) {
        if (error instanceof JedisDataException refusal && isSaid(refusal)) {
            throw new WrongTypeException("The key \"" + key + "\" in Redis does not hold a " + needed + ".", error);
        }
    }
}
