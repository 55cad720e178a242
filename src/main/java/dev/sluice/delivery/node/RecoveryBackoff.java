package dev.sluice.delivery.node;

import dev.sluice.time.Backoff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The incarnations whose claims the store would not return. They are tried again after a while. */
final class RecoveryBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Beyond so many the least recently used entry is forgotten; a later refusal of it is logged again. */
    private static final int MOST = 10_000;

    private record Wait(long until, Backoff backoff) {}

    private final Map<String, Wait> waits = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wait> eldest) {
            return size() > MOST;
        }
    };

    boolean isWaiting(String incarnation, long now) {
        Wait wait = waits.get(incarnation);
        return wait != null && wait.until() - now > 0;
    }

    /**
     * The store refused to return its claims, so it waits from now on.
     *
     * @param forbidden whether it waits longer each time: a right is seldom given, while a wrong key is soon put right
     * @return whether that is the first time
     */
    boolean refused(String incarnation, boolean forbidden, long now) {
        Wait before = waits.get(incarnation);
        Backoff backoff = before == null || !forbidden ? new Backoff(FIRST, LONGEST) : before.backoff();
        waits.put(incarnation, new Wait(now + backoff.next(), backoff));
        return before == null;
    }

    /** Nothing is left of it. */
    void forget(String incarnation) {
        waits.remove(incarnation);
    }
}
