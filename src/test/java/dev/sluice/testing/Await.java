package dev.sluice.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import redis.clients.jedis.Jedis;

/** Waits for what will be true some time. The time only bounds how long a failing test takes. */
public final class Await {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = 40;

    private Await() {}

    /** Fails where {@code condition} does not come true. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        if (!isTrueWithin(TIMEOUT, condition)) {
            throw new AssertionError("waited in vain for: " + what);
        }
    }

    /** Until one connection of this Redis is subscribed to the channel. */
    public static void subscriber(Jedis client, String channel) throws Exception {
        until("a subscriber of " + channel, () -> client.pubsubNumSub(channel).get(channel) == 1);
    }

    /** Tells whether {@code condition} has come true. */
    public static boolean isTrueWithin(Duration patience, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(pause);
            // What takes long is asked for less often: asking costs the node, too.
            pause = Math.min(MAX_PAUSE_MILLIS, pause + pause / 4);
        }
        return true;
    }
}
