package dev.sluice.bench.client;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what comes bit by bit, and gives up if nothing has come for a time. */
public final class Patience {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

    private Patience() {}

    /**
     * Returns when it is done or there is no hope.
     *
     * @param arrived the amount that has come; changes while there is hope
     * @return true if it is done
     */
    public static boolean await(BooleanSupplier done, LongSupplier arrived) throws InterruptedException {
        long before = arrived.getAsLong();
        long since = System.nanoTime();
        while (!done.getAsBoolean()) {
            long now = arrived.getAsLong();
            if (now != before) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > NANOS) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }
}
