package dev.sluice.app;

import dev.sluice.store.RandomTokens;
import dev.sluice.store.registry.ConnectionId;
import java.util.concurrent.atomic.AtomicLong;

/** The name of a node from its start to its end, and names for its incarnations and connections. Thread-safe. */
final class NodeName {
    private final RandomTokens random;
    private final String name;
    private final AtomicLong incarnations = new AtomicLong();

    NodeName(RandomTokens random) {
        this.random = random;
        this.name = random.next(ConnectionId.NODE_LENGTH);
    }

    /** Returns an id that no incarnation of this or any other node ever had. */
    String newIncarnation() {
        return name + "." + incarnations.incrementAndGet();
    }

    /**
     * Returns an unguessable token for a connection; the token begins with the name, so that every node knows its node.
     */
    String newConnection() {
        return name + random.next(ConnectionId.RANDOM_LENGTH);
    }

    boolean is(String otherName) {
        return name.equals(otherName);
    }

    @Override
    public String toString() {
        return name;
    }
}
