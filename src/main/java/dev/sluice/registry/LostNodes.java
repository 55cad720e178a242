package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionRegistry;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Removes from the record the nodes that are gone: those that it is told of, and those that hold no lease on two looks
 * a minute apart. All nodes do this; two may remove the same one.
 */
final class LostNodes {
    /** The most incarnations that wait for their removal. Others are found at a later look. */
    private static final int MAX = 1_000;

    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String NODE_LOST = "node lost";

    private final String self;
    private final ConnectionRegistry registry;
    /** The incarnations to remove, guarded by this. */
    private final Set<String> lost = new LinkedHashSet<>();

    // Written by the stepping thread.
    /** The incarnations that held no lease at the last look. */
    private Set<String> unleasedBefore = Set.of();

    private long nextCallAt;
    private long lookAt;

    /**
     * @param self the name of this node, which is never lost
     * @param now the time, by the ticker
     */
    LostNodes(String self, ConnectionRegistry registry, long now) {
        this.self = self;
        this.registry = registry;
        this.nextCallAt = now;
        this.lookAt = now;
    }

    /** The lease of an incarnation has lapsed. Thread-safe. */
    synchronized void add(String incarnation) {
        if (lost.size() < MAX && !nodeOf(incarnation).equals(self)) {
            lost.add(incarnation);
        }
    }

    /** Looks or removes some connections, if due. Returns the nanoseconds until something may be due. */
    long step(long now) {
        if (nextCallAt - now > 0) {
            return nextCallAt - now;
        }
        Optional<String> next = next();
        if (lookAt - now > 0 && next.isEmpty()) {
            return lookAt - now;
        }
        nextCallAt = now + RecordWriter.PAUSE_NANOS;
        if (lookAt - now <= 0) {
            look();
            lookAt = now + LOOK_NANOS;
        } else {
            remove(next.get());
        }
        return RecordWriter.PAUSE_NANOS;
    }

    private synchronized Optional<String> next() {
        return lost.stream().findFirst();
    }

    private void look() {
        Map<String, String> others = registry.nodes();
        Set<String> unleased = new HashSet<>(others.values());
        unleased.removeIf(incarnation -> nodeOf(incarnation).equals(self));
        if (!unleased.isEmpty()) {
            unleased.removeAll(registry.leased(Set.copyOf(unleased)));
        }
        unleased.stream().filter(unleasedBefore::contains).forEach(this::add);
        unleasedBefore = unleased;
    }

    private void remove(String incarnation) {
        boolean more = true;
        try {
            // If the store has fallen back to a state before the lapse, the node lives, and would record again what is
            // removed.
            more = registry.leased(Set.of(incarnation)).isEmpty()
                    && registry.remove(nodeOf(incarnation), incarnation, NODE_LOST);
        } finally {
            release(incarnation, more);
        }
    }

    /** Puts the incarnation behind the others if there is more of it, so that none keeps the others from their turn. */
    private synchronized void release(String incarnation, boolean more) {
        lost.remove(incarnation);
        if (more) {
            lost.add(incarnation);
        }
    }

    /** Returns what stands before the last dot. */
    private static String nodeOf(String incarnation) {
        return incarnation.substring(0, Math.max(0, incarnation.lastIndexOf('.')));
    }
}
