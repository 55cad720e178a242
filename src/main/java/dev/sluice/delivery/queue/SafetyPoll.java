package dev.sluice.delivery.queue;

import dev.sluice.store.queue.ClaimStore;
import dev.sluice.time.PollInterval;
import java.util.Collection;

/** The schedule of checks for messages whose push was not signalled. Without signals only these find messages. */
final class SafetyPoll {
    private final ClaimStore store;
    private final PollInterval interval;
    private long nextAt;

    SafetyPoll(ClaimStore store, PollInterval interval, long now) {
        this.store = store;
        this.interval = interval;
        this.nextAt = now;
    }

    boolean isDue(long now) {
        return now - nextAt >= 0;
    }

    /** Returns the nanoseconds until the poll is due. */
    long dueIn(long now) {
        return Math.max(0, nextAt - now);
    }

    /** Makes the poll due. */
    void hasten(long now) {
        nextAt = now;
    }

    /** Returns the queues that may hold messages. */
    Collection<String> look(Collection<String> queues, long now) {
        Collection<String> found = store.withMessages(queues);
        nextAt = now + interval.next(store.signalsPushes(), !found.isEmpty());
        return found;
    }
}
