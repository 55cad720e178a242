package dev.sluice.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what will be true some time. The time only bounds how long a failing test takes. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Await() {}

    /** Fails where {@code condition} does not come true. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain for: " + what);
            }
            Thread.sleep(10);
        }
    }
}
