package dev.sluice.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many requests wait for Redis at once: each keeps a thread, and the others must go on. Thread-safe. */
final class Places {
    private static final int MOST_AT_ONCE = 8;
    private static final int MOST_WAITING = 12;
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /** Takes a place, which {@link #release} gives back; false where too many wait already. */
    boolean take() {
        try {
            return places.getQueueLength() < MOST_WAITING
                    && places.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void release() {
        places.release();
    }
}
