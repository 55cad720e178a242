package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Writes to the connections that lack something and can take it. Who lacks much gets it in one write, so that the more
 * there is to do, the less each event costs.
 */
final class TopicWriter {
    /** Other things are seen to after so many writes of a thread. */
    private static final int WRITES_PER_STEP = 500;

    private final Ticker ticker;
    private final Workers workers;
    private final TopicObserver observer;
    private final PendingWrites writes;
    private final long maxCopiedBytes;

    /** Those that may have something to write and can take it. */
    private final ArrayDeque<TopicSubscriber> ready = new ArrayDeque<>();

    /** Whether they are so many that workers help, until all are written to. */
    private boolean crowded;

    /** @param maxCopiedBytes how many bytes of the heap the writes of a step may take, beyond one write */
    TopicWriter(Ticker ticker, Workers workers, TopicObserver observer, PendingWrites writes, long maxCopiedBytes) {
        this.maxCopiedBytes = maxCopiedBytes;
        this.ticker = ticker;
        this.workers = workers;
        this.observer = observer;
        this.writes = writes;
    }

    /** It may have something to write; nothing where it cannot take it now. */
    void makeReady(TopicSubscriber connection) {
        if (!connection.isQueued() && connection.outlet().isDrained()) {
            connection.setQueued(true);
            ready.add(connection);
        }
    }

    /** Whether there is something to write at once. */
    boolean hasMore() {
        return !ready.isEmpty();
    }

    /**
     * Writes once to each.
     *
     * @param lacking is given those cursors that need what is not in the log
     */
    void write(Consumer<TopicCursor> lacking) {
        crowded |= ready.size() >= workers.enough();
        Workers now = crowded ? workers : Workers.NONE;
        List<TopicSubscriber> chosen = takeReady(WRITES_PER_STEP * now.threads());
        LongAdder delivered = new LongAdder();
        try {
            List<TopicSubscriber> writing =
                    chosen.stream().filter(TopicSubscriber::hasNews).toList();
            // Logs stay as they are meanwhile, and each connection moves its own cursors only.
            now.forEach(writing, connection -> delivered.add(writeTo(connection)));
        } finally {
            observer.delivered(delivered.intValue());
            for (TopicSubscriber connection : chosen) {
                writes.began(connection.outlet());
                // What one lacks that cannot be written to is read when it can be.
                if (connection.outlet().isDrained() && connection.findMore(lacking)) {
                    makeReady(connection);
                }
            }
            crowded &= hasMore();
        }
    }

    /** By any thread. Where it fails, the browser comes back and resumes, rather than stay behind for good. */
    private int writeTo(TopicSubscriber connection) {
        try {
            return connection.write(ticker.nanos());
        } catch (RuntimeException | Error e) {
            connection.outlet().receiver().close();
            throw e;
        }
    }

    private List<TopicSubscriber> takeReady(int most) {
        List<TopicSubscriber> taken = new ArrayList<>();
        long copied = 0;
        for (int count = 0; count < most && copied < maxCopiedBytes && !ready.isEmpty(); count++) {
            TopicSubscriber connection = ready.remove();
            connection.setQueued(false);
            if (!connection.isClosed() && connection.outlet().isDrained()) {
                taken.add(connection);
                copied += connection.bytesToCopy();
            }
        }
        return taken;
    }
}
