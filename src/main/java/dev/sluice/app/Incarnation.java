package dev.sluice.app;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One life of this node. The ids of its sessions begin with its own, so that others can tell whose claims they are.
 * Thread-safe.
 */
final class Incarnation {
    private final String id;
    private final AtomicLong sessions = new AtomicLong();

    Incarnation(RandomTokens random) {
        id = random.next(8);
    }

    String id() {
        return id;
    }

    /** An id that no session ever had. */
    String newSession() {
        return id + "." + sessions.incrementAndGet();
    }
}
