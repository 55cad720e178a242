package dev.sluice.redis;

import dev.sluice.delivery.WrongTypeException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells what is wrong with one key from other errors. */
final class WrongTypes {
    private WrongTypes() {}

    /**
     * Returns where the error is another one.
     *
     * @param needed the type that the key should have
     */
    static void check(Throwable error, String key, String needed) {
        // Of a script's error it is only a part before Redis 7.
        if (error instanceof JedisDataException && error.getMessage().contains("WRONGTYPE")) {
            throw new WrongTypeException("The key \"" + key + "\" in Redis does not hold a " + needed + ".", error);
        }
    }
}
