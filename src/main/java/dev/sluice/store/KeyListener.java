package dev.sluice.store;

/** Hears of pushes to queues that were found empty. Whether an implementation is thread-safe, it says itself. */
public interface KeyListener {
    /** Something was written to this queue, which was found empty before. */
    void changed(String queue);

    /** Something may have been written to any queue: what was found before counts for nothing. */
    void changedAnywhere();
}
