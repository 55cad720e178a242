package dev.sluice.connection;

import java.util.concurrent.atomic.AtomicLong;

/** The memory of all events that wait for slow browsers to take an earlier write; bounded. Thread-safe. */
final class WaitingMemory {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    WaitingMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes this memory; returns false if there is not as much.
     *
     * @param behind true for events behind a write under way: these get half of it at most, so that browsers which do not
     *     read keep nothing from those which do
     */
    boolean take(int bytes, boolean behind) {
        if (used.addAndGet(bytes) <= (behind ? maxBytes / 2 : maxBytes)) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }
}
