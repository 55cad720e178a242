package dev.sluice.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The incarnations whose claims the store would not return. They are tried again after a while. */
final class RecoveryRests {
    private static final long FIRST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

    /** Beyond so many the one that was met longest ago is forgotten, and then told of anew. */
    private static final int MOST = 10_000;

    private record Rest(long until, long nanos) {}

    private final Map<String, Rest> rests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rest> eldest) {
            return size() > MOST;
        }
    };

    boolean isResting(String incarnation, long now) {
        Rest rest = rests.get(incarnation);
        return rest != null && rest.until() - now > 0;
    }

    /**
     * Has it rest from now on.
     *
     * @param forbidden whether it rests longer each time: a right is seldom given, while a wrong key is soon put right
     * @return whether that is the first time
     */
    boolean rest(String incarnation, boolean forbidden, long now) {
        Rest before = rests.get(incarnation);
        long nanos = before == null || !forbidden ? FIRST_NANOS : Math.min(LONGEST_NANOS, before.nanos() * 2);
        rests.put(incarnation, new Rest(now + nanos, nanos));
        return before == null;
    }

    /** Nothing is left of it. */
    void end(String incarnation) {
        rests.remove(incarnation);
    }
}
