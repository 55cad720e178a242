package dev.sluice.registry;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.RegistryChange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps this node's part of the record equal to the ledger. Makes one call at a time: joins, then compares, then sends
 * changes. A call that was not answered is repeated as it was, since it may have been carried out; after a refused one
 * the node joins again.
 *
 * <p>A call that was not answered may also be carried out after later ones, and be mistaken for one of them if the node
 * has joined again meanwhile. So a minute after it the record is compared once more.
 */
final class RecordWriter {
    /** The most changes in one call. */
    static final int MAX_IN_CALL = 500;

    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CHECK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String DRAINED = "drained";

    private enum Call {
        JOIN,
        COMPARE,
        SEND
    }

    private final String node;
    private final ConnectionRegistry registry;
    private final ConnectionLedger ledger;

    // Written by any thread.
    private volatile String latestIncarnation;
    private final AtomicBoolean requested = new AtomicBoolean();

    // Written by the stepping thread.
    private String incarnation;
    private boolean joined;
    private long number;
    /** The changes of the call that was not answered yet, or null. */
    private ConnectionLedger.Batch batch;
    /** The changes of such a call of before the node joined. */
    private List<RegistryChange> uncertain = List.of();

    private boolean comparisonDue;
    private boolean checkDue;
    /** True after a call that was not answered, which may still be carried out. */
    private boolean unanswered;

    private long nextCallAt;
    private long checkAt;
    private long compareAgainAt;

    /** @param now the time, by the ticker */
    RecordWriter(String node, ConnectionRegistry registry, ConnectionLedger ledger, long now) {
        this.node = node;
        this.registry = registry;
        this.ledger = ledger;
        this.nextCallAt = now;
        this.checkAt = now + CHECK_NANOS;
    }

    /** The node goes on as this incarnation. Thread-safe. */
    void incarnation(String latest) {
        latestIncarnation = latest;
    }

    /** Requests a comparison. Thread-safe. */
    void compare() {
        requested.set(true);
    }

    /** Makes at most one call. Returns the nanoseconds until the next one may be due. */
    long step(long now) {
        if (nextCallAt - now > 0) {
            return nextCallAt - now;
        }
        prepare(now);
        Optional<Call> due = due();
        if (due.isEmpty()) {
            return unanswered ? Math.min(compareAgainAt - now, checkAt - now) : checkAt - now;
        }
        nextCallAt = now + PAUSE_NANOS;
        call(due.get(), now);
        return PAUSE_NANOS;
    }

    /** Makes a call towards the node's end. Returns true if there is more to do. */
    boolean leave(long now) {
        prepare(now);
        Optional<Call> due = due();
        if (due.isPresent()) {
            call(due.get(), now);
            return true;
        }
        return incarnation != null && registry.remove(node, incarnation, DRAINED);
    }

    private void prepare(long now) {
        String latest = latestIncarnation;
        if (latest != null && !latest.equals(incarnation)) {
            incarnation = latest;
            joined = false;
        }
        if (checkAt - now <= 0) {
            checkAt = now + CHECK_NANOS;
            checkDue = true;
        }
        boolean comparesAgain = unanswered && compareAgainAt - now <= 0;
        unanswered &= !comparesAgain;
        comparisonDue |= comparesAgain | requested.getAndSet(false);
    }

    private Optional<Call> due() {
        if (incarnation == null) {
            return Optional.empty();
        }
        if (!joined) {
            return Optional.of(Call.JOIN);
        }
        if (batch == null && (comparisonDue || ledger.needsComparison())) {
            return Optional.of(Call.COMPARE);
        }
        return batch != null || checkDue || ledger.hasChanges() ? Optional.of(Call.SEND) : Optional.empty();
    }

    private void call(Call due, long now) {
        try {
            switch (due) {
                case JOIN -> join();
                case COMPARE -> compareWithRecord();
                case SEND -> send();
            }
        } catch (StoreUnavailableException e) {
            unanswered = true;
            compareAgainAt = now + CHECK_NANOS;
            throw e;
        }
    }

    private void join() {
        registry.join(node, incarnation);
        joined = true;
        number = 0;
        comparisonDue = true;
        if (batch != null) {
            uncertain = batch.changes();
            batch = null;
        }
    }

    private void compareWithRecord() {
        ledger.compare(registry.ids(node), uncertain);
        uncertain = List.of();
        comparisonDue = false;
    }

    private void send() {
        if (batch == null) {
            batch = ledger.take(MAX_IN_CALL);
            checkDue = false;
        }
        OptionalLong recorded = registry.apply(node, incarnation, number + 1, batch.changes(), batch.counted());
        if (recorded.isEmpty()) {
            joined = false;
            return;
        }
        number++;
        batch = null;
        comparisonDue |= !ledger.agrees(recorded.getAsLong());
    }
}
