package dev.sluice.app;

import dev.sluice.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Topics that Redis refuses to trim. A few refusals in a row may be a failover; after that the topic is tried only now
 * and then. One thread at a time.
 */
// Not a Backoff, which waits after the first failure already, and ever longer.
final class TrimBackoff {
    private static final int ENOUGH = 3;
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private record Refusal(int times, long nextTry) {}

    private final Map<String, Refusal> refusals = new HashMap<>();
    private final Ticker ticker;

    TrimBackoff(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Returns true if the topic is not to be tried now. */
    boolean isPaused(String topic) {
        Refusal refusal = refusals.get(topic);
        return refusal != null && ticker.nanos() - refusal.nextTry < 0;
    }

    /** Adds a refusal. Returns true once in a row of refusals, to log it. */
    boolean add(String topic) {
        Refusal last = refusals.get(topic);
        int times = last == null ? 1 : last.times + 1;
        long now = ticker.nanos();
        refusals.put(topic, new Refusal(times, times < ENOUGH ? now : now + PAUSE_NANOS));
        return times == ENOUGH;
    }

    /** Notes a success. Returns true if a refusal was logged before. */
    boolean remove(String topic) {
        Refusal last = refusals.remove(topic);
        return last != null && last.times >= ENOUGH;
    }

    /** Forgets the topics with a next attempt that is long overdue, so not needed. */
    void forgetOld() {
        long now = ticker.nanos();
        refusals.values().removeIf(refusal -> now - refusal.nextTry > PAUSE_NANOS);
    }
}
