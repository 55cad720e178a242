package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.RegistryChange;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open connections of this node, and the changes that the store's record does not have yet. Thread-safe; no method
 * waits for the store.
 *
 * <p>At most {@link #MAX_CHANGES} changes are kept. Later ones are dropped, and found again by a comparison with the
 * record: a connection that was closed then has the reason {@code closed}, and one that was opened and closed meanwhile
 * is never recorded.
 */
public final class ConnectionLedger {
    static final int MAX_CHANGES = 20_000;

    /** The most channels of all connections in one call, beyond the last one: the store counts in each of them. */
    static final int MAX_CHANNELS_IN_CALL = 5_000;

    /** Above so many changes in a second, the lifecycle gets numbers. */
    static final int MAX_TOLD_PER_SECOND = 100;

    /** The reason if the true one is not known any more. */
    private static final String CLOSED = "closed";

    /**
     * Changes for one call.
     *
     * @param counted true if they came too fast to tell each of them
     */
    record Batch(List<RegistryChange> changes, boolean counted) {}

    /** @param channels the number of the connection's channels, if known; else 0 */
    private record Pending(RegistryChange change, boolean counted, int channels) {}

    private final Ticker ticker;
    private final Runnable changed;

    // All below is guarded by this.
    private final Map<String, ConnectionEntry> open = new HashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final ChangeRate rate = new ChangeRate(MAX_TOLD_PER_SECOND);
    /** True if changes were dropped since the last comparison. */
    private boolean incomplete;

    /** @param changed called when the first change waits to be recorded; must not block */
    public ConnectionLedger(Ticker ticker, Runnable changed) {
        this.ticker = ticker;
        this.changed = changed;
    }

    /** A connection was opened. Does nothing if it is open already. */
    public void opened(ConnectionEntry entry) {
        boolean first;
        synchronized (this) {
            first = open.putIfAbsent(entry.id(), entry) == null && add(new RegistryChange.Opened(entry), entry);
        }
        if (first) {
            changed.run();
        }
    }

    /**
     * A connection was closed. Does nothing if it is not open.
     *
     * @param reason a word, for the lifecycle
     */
    public void closed(String id, String reason) {
        boolean first;
        synchronized (this) {
            ConnectionEntry entry = open.remove(id);
            first = entry != null && add(new RegistryChange.Closed(id, reason), entry);
        }
        if (first) {
            changed.run();
        }
    }

    /** Returns the number of open connections. */
    public synchronized int size() {
        return open.size();
    }

    private boolean add(RegistryChange change, ConnectionEntry entry) {
        return add(change, entry.queues().size() + entry.topics().size());
    }

    /** Returns true if it is the only pending one. */
    private boolean add(RegistryChange change, int channels) {
        boolean counted = rate.count(ticker.nanos());
        if (pending.size() >= MAX_CHANGES) {
            incomplete = true;
            return false;
        }
        pending.add(new Pending(change, counted, channels));
        return pending.size() == 1;
    }

    synchronized boolean hasChanges() {
        return !pending.isEmpty();
    }

    /** Returns true if a comparison would find changes that were dropped, and there is room for some. */
    synchronized boolean needsComparison() {
        return incomplete && pending.size() <= MAX_CHANGES / 2;
    }

    /** Takes the oldest changes, perhaps none. */
    synchronized Batch take(int most) {
        List<RegistryChange> changes = new ArrayList<>();
        boolean counted = false;
        int channels = 0;
        while (changes.size() < most && channels < MAX_CHANNELS_IN_CALL && !pending.isEmpty()) {
            Pending next = pending.remove();
            changes.add(next.change());
            counted |= next.counted();
            channels += next.channels();
        }
        return new Batch(changes, counted);
    }

    /** Returns false if the record has another number of connections than it should have. */
    synchronized boolean agrees(long recorded) {
        return !pending.isEmpty() || incomplete || open.size() == recorded;
    }

    /**
     * Adds changes that make the record equal to what is open, after those that are pending.
     *
     * @param recorded the ids in the record
     * @param uncertain changes of which it was not known if they are in the record; their reasons are used again
     */
    synchronized void compare(Set<String> recorded, List<RegistryChange> uncertain) {
        Map<String, String> reasons = new HashMap<>();
        for (RegistryChange change : uncertain) {
            if (change instanceof RegistryChange.Closed closed) {
                reasons.put(closed.id(), closed.reason());
            }
        }
        Set<String> expected = new HashSet<>(recorded);
        for (Pending each : pending) {
            if (each.change() instanceof RegistryChange.Opened opened) {
                expected.add(opened.id());
            } else {
                expected.remove(each.change().id());
            }
        }
        incomplete = false;
        for (String id : expected) {
            if (!open.containsKey(id)) {
                add(new RegistryChange.Closed(id, reasons.getOrDefault(id, CLOSED)), 0);
            }
        }
        for (ConnectionEntry entry : open.values()) {
            if (!expected.contains(entry.id())) {
                add(new RegistryChange.Opened(entry), entry);
            }
        }
    }
}
