package dev.sluice.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes to the connections that lack something and can take it. Who lacks much gets it in one write, so that the more
 * there is to do, the less each event costs.
 */
final class TopicWriter {
    /** Other things are seen to between so many writes. */
    private static final int WRITES_PER_STEP = 500;

    private final Ticker ticker;
    private final TopicObserver observer;

    /** Those that may have something to write and can take it. */
    private final ArrayDeque<TopicConnection> ready = new ArrayDeque<>();

    TopicWriter(Ticker ticker, TopicObserver observer) {
        this.ticker = ticker;
        this.observer = observer;
    }

    /** It may have something to write; nothing where it cannot take it now. */
    void makeReady(TopicConnection connection) {
        if (!connection.isQueued() && connection.outlet().isDrained()) {
            connection.setQueued(true);
            ready.add(connection);
        }
    }

    /** Whether there is something to write at once. */
    boolean hasMore() {
        return !ready.isEmpty();
    }

    /** @param lacking is given those cursors that need what is not in the log */
    void write(Consumer<TopicCursor> lacking) {
        List<TopicConnection> unfinished = new ArrayList<>();
        for (int writes = 0; writes < WRITES_PER_STEP && !ready.isEmpty(); writes++) {
            TopicConnection connection = ready.remove();
            connection.setQueued(false);
            if (!connection.isClosed() && connection.outlet().isDrained() && writeTo(connection, lacking)) {
                unfinished.add(connection);
            }
        }
        unfinished.forEach(this::makeReady);
    }

    /** Writes once; whether there is more to write at once. */
    private boolean writeTo(TopicConnection connection, Consumer<TopicCursor> lacking) {
        if (connection.hasNews()) {
            observer.delivered(connection.write(ticker.nanos()));
        }
        // What one lacks that cannot be written to is read when it can be.
        return connection.outlet().isDrained() && connection.findMore(lacking);
    }
}
