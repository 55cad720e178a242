package dev.sluice.app;

import dev.sluice.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Topics that Redis refuses to trim. A few refusals in a row may be a failover; after that the topic is tried again only
 * now and then. One thread at a time.
 */
// No Backoff: that waits after the first failure already, and then longer and longer.
final class TrimBackoff {
    private static final int ENOUGH = 3;
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private record Refusal(int times, long nextTry) {}

    private final Map<String, Refusal> refusals = new HashMap<>();
    private final Ticker ticker;

    TrimBackoff(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether the topic is not to be tried now. */
    boolean isPaused(String topic) {
        Refusal refusal = refusals.get(topic);
        return refusal != null && ticker.nanos() - refusal.nextTry < 0;
    }

    /** Returns whether to log it: true once in a row of refusals. */
    boolean add(String topic) {
        Refusal last = refusals.get(topic);
        int times = last == null ? 1 : last.times + 1;
        long now = ticker.nanos();
        refusals.put(topic, new Refusal(times, times < ENOUGH ? now : now + PAUSE_NANOS));
        return times == ENOUGH;
    }

    /** The topic is trimmed. Returns whether a refusal was logged before. */
    boolean remove(String topic) {
        Refusal last = refusals.remove(topic);
        return last != null && last.times >= ENOUGH;
    }

    /** Forgets the topics whose next attempt is long overdue, so nobody needs them. */
    void forgetOld() {
        long now = ticker.nanos();
        refusals.values().removeIf(refusal -> now - refusal.nextTry > PAUSE_NANOS);
    }
}
