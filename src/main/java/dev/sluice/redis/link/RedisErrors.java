package dev.sluice.redis.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells errors of Redis and its client apart. Before Redis 7, a script's error follows other words. */
public final class RedisErrors {
    /** The cluster cannot do it now: the slot is moving to another server, or no server has it. */
    private static final Pattern NOT_NOW = Pattern.compile("^(TRYAGAIN|CLUSTERDOWN) ");

    private static final Pattern SERVER_WIDE =
            Pattern.compile("(?:^|[ :-])(LOADING|READONLY|MISCONF|BUSY|NOAUTH|MASTERDOWN|NOREPLICAS|OOM) ");

    private static final Pattern FORBIDDEN =
            Pattern.compile("(^|[ :-])NOPERM |The user executing the script |ACL failure in script");

    private static final Pattern OF_SCRIPT = Pattern.compile("SLUICE[A-Z]+");

    private RedisErrors() {}

    /** Returns the reason for the lack of an answer. */
    public static RedisError noAnswer(Throwable failure) {
        return new RedisError.NoAnswer(ErrorText.of(failure), !(failure instanceof NotConnectedException));
    }

    /** Returns the reason for an error in an answer, or for the lack of an answer. */
    public static RedisError of(Throwable failure) {
        String reason = ErrorText.of(failure);
        String message = String.valueOf(failure.getMessage());
        if (!(failure instanceof JedisDataException)) {
            return noAnswer(failure);
        }
        if (NOT_NOW.matcher(message).find()) {
            return new RedisError.NoAnswer(reason, false);
        }
        Matcher server = SERVER_WIDE.matcher(message);
        if (server.find()) {
            return new RedisError.ServerFault(reason, server.group(1).equals("READONLY"));
        }
        if (message.contains("WRONGTYPE")) {
            // The error of any command but a script's first names the script and the line.
            return new RedisError.WrongType(reason, !message.startsWith("WRONGTYPE") || message.contains("script"));
        }
        Matcher script = OF_SCRIPT.matcher(message);
        return script.find()
                ? new RedisError.OfScript(reason, script.group())
                : new RedisError.Refused(reason, FORBIDDEN.matcher(message).find());
    }
}
