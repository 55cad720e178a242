package dev.sluice.bench;

import dev.sluice.bench.client.EventScanner;
import dev.sluice.bench.client.Patience;
import dev.sluice.bench.client.Progress;
import dev.sluice.bench.producer.Payload;
import java.util.BitSet;
import org.HdrHistogram.Histogram;

/** The numbered messages that came, how often each came, and their latencies. Thread-safe. */
final class Receipts implements EventScanner.Sink {
    private static final long SETTLE_MILLIS = 1_500;

    private int first;
    private final BitSet seen = new BitSet();
    private final Histogram latencyMicros = new Histogram(Latencies.HIGHEST_MICROS, Latencies.DIGITS);
    private int duplicates;
    private long lastNanos;

    /** @param first messages with lower numbers only warm up, and do not count */
    Receipts(int first) {
        this.first = first;
    }

    @Override
    public synchronized void data(byte[] bytes, int from, int to, long readNanos) {
        if (!Payload.isOne(bytes, from)) {
            return; // an event of the server's own
        }
        lastNanos = readNanos;
        int number = Payload.number(bytes, from) - first;
        if (number < 0) {
            return;
        }
        if (seen.get(number)) {
            duplicates++;
        }
        seen.set(number);
        latencyMicros.recordValue(Latencies.micros(Payload.sentNanos(bytes, from), readNanos));
    }

    /** Forgets what has come; messages with lower numbers do not count from now on. */
    synchronized void restart(int from) {
        first = from;
        seen.clear();
        duplicates = 0;
        latencyMicros.reset();
    }

    /** Returns how many different messages came. */
    synchronized int count() {
        return seen.cardinality();
    }

    synchronized int duplicates() {
        return duplicates;
    }

    /** Returns the time of the last one, by {@link System#nanoTime}. */
    synchronized long lastNanos() {
        return lastNanos;
    }

    synchronized Histogram latencyMicros() {
        return latencyMicros.copy();
    }

    /** Waits until this many have come; gives up after a time without any. */
    void await(int messages) throws InterruptedException {
        Progress progress = Progress.of(() -> count() + " of " + messages + " messages have come");
        try {
            Patience.await(() -> count() >= messages, this::count);
        } finally {
            progress.close();
        }
    }

    /** Waits until what has come is settled: after an earlier cut, the last messages would be delivered again. */
    static void awaitSettled() throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
    }
}
