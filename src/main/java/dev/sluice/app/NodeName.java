package dev.sluice.app;

import java.util.concurrent.atomic.AtomicLong;

/** What a node is called from its start to its end, and its incarnations, one after the other. Thread-safe. */
final class NodeName {
    private final String name;
    private final AtomicLong incarnations = new AtomicLong();

    NodeName(RandomTokens random) {
        name = random.next(8);
    }

    @Override
    public String toString() {
        return name;
    }

    /** An id that no incarnation of this or any other node ever had. */
    String newIncarnation() {
        return name + "." + incarnations.incrementAndGet();
    }
}
