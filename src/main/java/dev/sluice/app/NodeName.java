package dev.sluice.app;

import dev.sluice.store.RandomTokens;
import java.util.concurrent.atomic.AtomicLong;

/** What a node is called from its start to its end, its incarnations one after the other, and its connections. Thread-safe. */
final class NodeName {
    private static final int LENGTH = 8;
    private static final int CONNECTION_LENGTH = 16;

    private final RandomTokens random;
    private final String name;
    private final AtomicLong incarnations = new AtomicLong();

    NodeName(RandomTokens random) {
        this.random = random;
        this.name = random.next(LENGTH);
    }

    /** An id that no incarnation of this or any other node ever had. */
    String newIncarnation() {
        return name + "." + incarnations.incrementAndGet();
    }

    /** An unguessable token for a connection; it begins with the name, so that every node knows whose it is. */
    String newConnection() {
        return name + random.next(CONNECTION_LENGTH);
    }

    /** The name of the node that a connection's token tells. */
    static String ofConnection(String token) {
        return token.substring(0, Math.min(LENGTH, token.length()));
    }

    boolean is(String otherName) {
        return name.equals(otherName);
    }

    @Override
    public String toString() {
        return name;
    }
}
