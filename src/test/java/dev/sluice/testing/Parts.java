package dev.sluice.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What a test has set up. */
public final class Parts {
    private Parts() {}

    /** Starts them side by side, and returns when all have started. */
    public static void startAll(Callable<?>... starts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(starts.length);
        try {
            List<? extends Future<?>> started =
                    Stream.of(starts).map(threads::submit).toList();
            for (Future<?> each : started) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Closes them in this order; null is what was not set up, since a program that it needs is not installed. */
    public static void close(AutoCloseable... parts) throws Exception {
        for (AutoCloseable part : parts) {
            if (part != null) {
                part.close();
            }
        }
    }
}
