package dev.sluice.redis;

/** Hears of pushes. Called by a thread of the doorbell; must not block. */
public interface PushListener {
    /** Something was written to this queue, which was found empty before. */
    void pushed(String queue);

    /** Something may have been written to any queue: what was found before counts for nothing. */
    void pushedAnywhere();
}
