package dev.sluice.registry;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.time.Ticker;
import java.util.Optional;

/**
 * Keeps the store's record of connections true: this node's part by its ledger, and without nodes that are gone. One
 * thread steps it and at last leaves; all other methods are thread-safe and do not wait.
 *
 * <p>Cost: at most ten calls a second for this node's connections, each with up to 500 changes, and ten to remove lost
 * nodes. A node without changes makes three calls a minute: {@code apply} without changes, which finds a record that
 * has fallen back, {@code nodes} and {@code leased}. If the store fails, nothing is dropped but what the ledger cannot
 * hold, and the pauses between calls grow to five seconds.
 */
public final class RegistryKeeper {
    /** The most calls to leave; what they leave behind is removed by others as that of a lost node. */
    private static final int MAX_CALLS_TO_LEAVE = 500;

    private static final int MAX_FAILURES_TO_LEAVE = 3;

    private final Ticker ticker;
    private final Runnable wake;
    private final RecordWriter writer;
    private final LostNodes lostNodes;
    private final RetriedWork writing;
    private final RetriedWork removing;

    /**
     * @param node the name of this node
     * @param wake called if a step may be due before its time; must not wait
     */
    public RegistryKeeper(
            String node, ConnectionRegistry registry, ConnectionLedger ledger, Ticker ticker, Runnable wake) {
        this.ticker = ticker;
        this.wake = wake;
        this.writer = new RecordWriter(node, registry, ledger, ticker.nanos());
        this.lostNodes = new LostNodes(node, registry, ticker.nanos());
        this.writing = new RetriedWork(writer::step);
        this.removing = new RetriedWork(lostNodes::step);
    }

    /** This node's lease has begun as this incarnation. Nothing of the node is recorded before. */
    public void incarnation(String incarnation) {
        writer.incarnation(incarnation);
        wake.run();
    }

    /** Requests a comparison with the record, since that may have fallen back to an earlier state. */
    public void compare() {
        writer.compare();
        wake.run();
    }

    /**
     * The lease of an incarnation has lapsed; its connections are to be removed. Does nothing for one of this node.
     *
     * @param incarnation a node's name, a dot and a number
     */
    public void lapsed(String incarnation) {
        lostNodes.add(incarnation);
        wake.run();
    }

    /** Makes a bounded number of calls to the store. Returns the nanoseconds until the next step is due. */
    public long step() {
        long now = ticker.nanos();
        long toWrite = writing.step(now);
        long toRemove = removing.step(now);
        return Math.min(toWrite, toRemove);
    }

    /** Returns the reason why the record cannot be kept true now, in a sentence, if so. */
    public Optional<String> fault() {
        return writing.fault().or(removing::fault);
    }

    /**
     * Sends what is left and removes this node from the record. Called once, after all streams were closed; makes no
     * pauses and a bounded number of calls, and gives up if the store fails. Others then remove the node as lost.
     */
    public void leave() {
        int failures = 0;
        boolean more = true;
        for (int calls = 0; more && calls < MAX_CALLS_TO_LEAVE; calls++) {
            try {
                more = writer.leave(ticker.nanos());
            } catch (StoreUnavailableException e) {
                failures++;
                more = failures < MAX_FAILURES_TO_LEAVE;
            }
        }
    }
}
