package dev.sluice.delivery.queue;

import dev.sluice.store.queue.ClaimStore;
import dev.sluice.time.PollInterval;
import java.util.Collection;

/** When queues are looked at although no push was signalled; where none is ever, the only way to learn of one. */
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

    /** Nanoseconds until it is due. */
    long dueIn(long now) {
        return Math.max(0, nextAt - now);
    }

    /** Makes it due. */
    void hasten(long now) {
        nextAt = now;
    }

    /** Returns those of the queues that may hold messages. */
    Collection<String> look(Collection<String> queues, long now) {
        Collection<String> found = store.withMessages(queues);
        nextAt = now + interval.next(store.signalsPushes(), !found.isEmpty());
        return found;
    }
}
