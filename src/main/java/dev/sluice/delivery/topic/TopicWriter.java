package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.PendingWrites;
import dev.sluice.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The writer to subscribers that lack events and can take them. A subscriber that lacks many gets them in one write, so
 * that an event costs less under load.
 */
final class TopicWriter {
    /** The writes of a thread after which other work has its turn. */
    private static final int WRITES_PER_STEP = 500;

    private final Ticker ticker;
    private final Workers workers;
    private final TopicObserver observer;
    private final PendingWrites writes;
    private final long maxCopiedBytes;

    /** The subscribers that may have something to write and can take it. */
    private final ArrayDeque<TopicSubscriber> ready = new ArrayDeque<>();
    /** The subscribers of topics that have ended for them. */
    private final ArrayDeque<TopicSubscriber> ended = new ArrayDeque<>();

    /** True if enough subscribers are ready that workers help, until all are written to. */
    private boolean crowded;

    /** @param maxCopiedBytes the bytes of the heap that the writes of a step may take, beyond one write */
    TopicWriter(Ticker ticker, Workers workers, TopicObserver observer, PendingWrites writes, long maxCopiedBytes) {
        this.maxCopiedBytes = maxCopiedBytes;
        this.ticker = ticker;
        this.workers = workers;
        this.observer = observer;
        this.writes = writes;
    }

    /** Queues a subscriber that may have something to write; does nothing if it cannot take a write now. */
    void makeReady(TopicSubscriber subscriber) {
        if (!subscriber.isQueued() && subscriber.outlet().isDrained()) {
            subscriber.setQueued(true);
            ready.add(subscriber);
        }
    }

    /** Returns true if there is something to write at once. */
    boolean hasMore() {
        return !ready.isEmpty();
    }

    /**
     * Writes once to each subscriber that is ready.
     *
     * @param lacking receives the subscribers written to, which may need events that are not in a log
     */
    void write(Consumer<TopicSubscriber> lacking) {
        crowded |= ready.size() >= workers.enough();
        Workers now = crowded ? workers : Workers.NONE;
        LongAdder delivered = new LongAdder();
        // Move, look, write in parallel: this order is what makes the parallel write right.
        // Moving may find that a log has dropped events, which is counted, so this thread alone brings cursors to where
        // their logs are now. Looking changes nothing. From then on all logs stay as they are until all is written, and
        // a worker moves only the cursors of the subscriber that it writes to, onward through what it has written.
        List<TopicSubscriber> chosen = takeReadyAndMove(WRITES_PER_STEP * now.threads());
        try {
            List<TopicSubscriber> writing =
                    chosen.stream().filter(TopicSubscriber::hasNews).toList();
            now.forEach(writing, subscriber -> delivered.add(writeTo(subscriber)));
        } finally {
            observer.delivered(delivered.intValue());
            for (TopicSubscriber subscriber : chosen) {
                writes.began(subscriber.outlet());
                if (subscriber.hasEnded()) {
                    ended.add(subscriber);
                }
                // Events for a subscriber that cannot be written to are read when it can be.
                if (subscriber.outlet().isDrained()) {
                    subscriber.moveOn();
                    lacking.accept(subscriber);
                    if (subscriber.hasNews()) {
                        makeReady(subscriber);
                    }
                }
            }
            crowded &= hasMore();
        }
    }

    /** Removes and returns a subscriber of topics that have ended for it; null if there is none. */
    TopicSubscriber takeEnded() {
        return ended.poll();
    }

    /** Called by any thread. If the write fails, the connection is closed: the browser comes back and resumes. */
    private int writeTo(TopicSubscriber subscriber) {
        try {
            return subscriber.write(ticker.nanos());
        } catch (RuntimeException | Error e) {
            subscriber.outlet().receiver().close();
            throw e;
        }
    }

    private List<TopicSubscriber> takeReadyAndMove(int most) {
        List<TopicSubscriber> taken = new ArrayList<>();
        long copied = 0;
        for (int count = 0; count < most && copied < maxCopiedBytes && !ready.isEmpty(); count++) {
            TopicSubscriber subscriber = ready.remove();
            subscriber.setQueued(false);
            if (!subscriber.isClosed() && subscriber.outlet().isDrained()) {
                subscriber.moveOn();
                taken.add(subscriber);
                copied += subscriber.bytesToCopy();
            }
        }
        return taken;
    }
}
