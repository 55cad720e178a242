package dev.sluice.delivery.node;

import dev.sluice.time.Backoff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The incarnations whose claims the store refused to return. They are tried again after ten seconds, or,
 * if the store's user lacks a right, after a wait that grows each time.
 */
final class RecoveryBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    /** The most entries. The least recently used one is dropped first; its next refusal is logged again. */
    private static final int MAX = 10_000;

    private record Wait(long until, Backoff backoff) {}

    private final Map<String, Wait> waits = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wait> eldest) {
            return size() > MAX;
        }
    };

    boolean isWaiting(String incarnation, long now) {
        Wait wait = waits.get(incarnation);
        return wait != null && wait.until() - now > 0;
    }

    /**
     * Makes an incarnation wait, since the store refused to return its claims.
     *
     * @param forbidden true to wait longer each time: a missing right is seldom granted, a wrong key soon corrected
     * @return true if this is the first refusal
     */
    boolean refused(String incarnation, boolean forbidden, long now) {
        Wait before = waits.get(incarnation);
        Backoff backoff = before == null || !forbidden ? new Backoff(FIRST, MAX_PAUSE) : before.backoff();
        waits.put(incarnation, new Wait(now + backoff.next(), backoff));
        return before == null;
    }

    /** Forgets an incarnation of which nothing is left. */
    void forget(String incarnation) {
        waits.remove(incarnation);
    }
}
