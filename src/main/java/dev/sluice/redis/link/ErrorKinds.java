package dev.sluice.redis.link;

import dev.sluice.store.Refusal;
import dev.sluice.store.WrongTypeException;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells errors of Redis apart. Before Redis 7 a script's error stands behind other words. */
public final class ErrorKinds {
    /** The server as a whole does not work, rather than the command. */
    private static final Pattern SERVER_WIDE =
            Pattern.compile("(^|[ :-])(LOADING|READONLY|MISCONF|BUSY|NOAUTH|MASTERDOWN|NOREPLICAS|OOM) ");

    private static final Pattern REPLICA = Pattern.compile("(^|[ :-])READONLY ");

    private static final Pattern FORBIDDEN =
            Pattern.compile("(^|[ :-])NOPERM |The user executing the script |ACL failure in script");

    private ErrorKinds() {}

    /** Whether a key is of the wrong type. */
    public static boolean isWrongType(JedisDataException error) {
        return error.getMessage().contains("WRONGTYPE");
    }

    /** Whether the server as a whole does not work, rather than the command. */
    public static boolean isServerWide(String message) {
        return SERVER_WIDE.matcher(message).find();
    }

    /** Whether the server is a replica, which has carried out nothing. */
    public static boolean isReplica(JedisDataException error) {
        return REPLICA.matcher(error.getMessage()).find();
    }

    /** Whether the Redis user lacks a right, so that nothing is wrong with the key. */
    static boolean isForbidden(JedisDataException error) {
        return FORBIDDEN.matcher(error.getMessage()).find();
    }

    /** What is told of an error about one channel. */
    public static Refusal refusal(JedisDataException error) {
        return new Refusal("Redis says: " + error.getMessage(), isForbidden(error));
    }

    /**
     * Throws if the error is that of a wrong type.
     *
     * @param needed the type that the key should have
     * @throws WrongTypeException if the key is of another type
     */
    public static void checkType(Throwable error, String key, String needed) {
        if (error instanceof JedisDataException refusal && isWrongType(refusal)) {
            throw new WrongTypeException("The key \"" + key + "\" in Redis does not hold a " + needed + ".", error);
        }
    }
}
