package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.QueueExpiry;
import dev.sluice.store.expiry.ExpiredMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The sweeps of a simulation. What goes by its age is old enough, is in one place, and is counted; and what has waited
 * for so long is gone.
 */
final class SimulatedExpiry {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final String name;
    private final ModelClaimStore store;
    private final String queue;
    private final QueueExpiry expiry;
    private final Map<String, Long> pushedAt = new HashMap<>();
    /** When each message that waits was first there at a sweep, since it was taken last. */
    private final Map<String, Long> seenAt = new HashMap<>();

    private final Set<String> dropped = new HashSet<>();
    private long lastSweep = -INTERVAL.toNanos();
    private int expired;

    SimulatedExpiry(String name, ModelClaimStore store, String queue, Random random) {
        this.name = name;
        this.store = store;
        this.queue = queue;
        this.expiry =
                new QueueExpiry(MAX_AGE, random.nextBoolean() ? QueueExpiry.Fate.DROP : QueueExpiry.Fate.DEAD_LETTER);
        if (random.nextBoolean()) {
            store.compareBy(text -> "the same"); // as if all messages were equal
        }
        store.onTaken(seenAt::remove);
    }

    void pushed(String message, long now) {
        pushedAt.put(message, now);
    }

    Set<String> dropped() {
        return dropped;
    }

    int expired() {
        return expired;
    }

    /** Not more often than nodes would. */
    void sweep(long now) {
        if (now - lastSweep < INTERVAL.toNanos()) {
            return;
        }
        lastSweep = now;
        List<String> before = store.waiting(queue);
        List<String> deadBefore = store.dead(queue);
        ExpiredMessages result = store.expire(queue, expiry, INTERVAL);
        List<String> gone = before.subList(0, (int) result.removed());
        List<String> left = before.subList((int) result.removed(), before.size());
        assertEquals(left, store.waiting(queue), name);
        gone.forEach(message -> assertTrue(
                now - pushedAt.get(message) >= MAX_AGE.toNanos(), () -> name + ": " + message + " goes too early"));
        if (expiry.fate() == QueueExpiry.Fate.DROP) {
            dropped.addAll(gone);
            assertEquals(deadBefore, store.dead(queue), name);
        } else {
            List<String> dead = new ArrayList<>(deadBefore);
            dead.addAll(gone);
            assertEquals(dead, store.dead(queue), name);
        }
        expired += gone.size();
        for (String message : left) {
            long waited = now - seenAt.computeIfAbsent(message, any -> now);
            assertTrue(waited < MAX_AGE.toNanos(), () -> name + ": " + message + " is still there");
        }
        seenAt.keySet().retainAll(left);
    }
}
