package dev.sluice.bench;

import dev.sluice.bench.client.EventScanner;
import dev.sluice.bench.client.Patience;
import dev.sluice.bench.producer.Payload;
import dev.sluice.bench.producer.Producer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The events that a topic's subscribers have received. Each is to get every number once, in order, from its first one
 * on, so only its next number is kept.
 *
 * <p>One thread, the load client's, uses the cursors; other threads may call everything else meanwhile.
 */
final class Subscribers {
    private static final int NONE = -1;

    /** The most events sent in vain before a server is taken for one that delivers nothing. */
    private static final int MAX_FIRST = 100;

    private static final long FIRST_MILLIS = 200;

    private final Cursor[] cursors;

    // Written by the client's thread alone, so without a locked instruction for each event.
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicLong lastNanos = new AtomicLong();
    private final SingleWriterRecorder latencyMicros =
            new SingleWriterRecorder(Latencies.HIGHEST_MICROS, Latencies.DIGITS);

    /** How many have received the last number. */
    private final AtomicInteger complete = new AtomicInteger();

    /** The last number; set by the publishing thread. */
    private volatile int last = Integer.MAX_VALUE;

    Subscribers(int count) {
        cursors = IntStream.range(0, count).mapToObj(i -> new Cursor()).toArray(Cursor[]::new);
    }

    int count() {
        return cursors.length;
    }

    /** Returns the sink for a subscriber's events. */
    EventScanner.Sink cursor(int subscriber) {
        return cursors[subscriber];
    }

    /**
     * Publishes, from the number 0 on, until each of them has received something and all of them the last.
     *
     * @return the next number
     * @throws IOException if some receive nothing
     */
    int begin(Producer producer) throws IOException, InterruptedException {
        int number = 0;
        // No answer says that a subscription holds from now on, so something is sent until it has come.
        for (; begun.get() < count() && number < MAX_FIRST; number++) {
            producer.one(number);
            Thread.sleep(FIRST_MILLIS);
        }
        expectLast(number);
        producer.one(number);
        if (!awaitComplete()) {
            throw new IOException("only " + complete() + " of " + count() + " subscribers receive what is published");
        }
        return number + 1;
    }

    /** Returns how many events all of them have received, each counted once for each of them. */
    long received() {
        return received.get();
    }

    /** Returns how many events came again, or after one that was sent later. */
    long duplicates() {
        return duplicates.get();
    }

    /** Returns the time of the last one, by {@link System#nanoTime}. */
    long lastNanos() {
        return lastNanos.get();
    }

    /** Returns the latencies since the last call. */
    Histogram latencyMicros() {
        return latencyMicros.getIntervalHistogram();
    }

    /** All are complete with this number; to be called before it is sent, and after the last one before has arrived. */
    void expectLast(int number) {
        complete.set(0);
        last = number;
    }

    /** Returns how many have received the last number. */
    int complete() {
        return complete.get();
    }

    /** Waits until all of them have received the last number; gives up after a time without any. */
    boolean awaitComplete() throws InterruptedException {
        return Patience.await(() -> complete() == count(), this::received);
    }

    private final class Cursor implements EventScanner.Sink {
        private int next = NONE;

        // The number in the event that has not ended yet.
        private int number = NONE;
        private long sentNanos;
        private long readNanos;

        @Override
        public void data(byte[] bytes, int from, int to, long nanos) {
            if (to > from && Payload.isOne(bytes, from)) {
                number = Payload.number(bytes, from);
                sentNanos = Payload.sentNanos(bytes, from);
                readNanos = nanos;
            }
        }

        @Override
        public void end() {
            if (number == NONE) {
                return; // an event of the server's own
            }
            receive();
            number = NONE;
        }

        private void receive() {
            if (next == NONE) {
                begun.lazySet(begun.get() + 1);
            } else if (number < next) {
                duplicates.lazySet(duplicates.get() + 1);
                return;
            }
            next = number + 1;
            latencyMicros.recordValue(Latencies.micros(sentNanos, readNanos));
            lastNanos.lazySet(readNanos);
            received.lazySet(received.get() + 1);
            if (number == last) {
                complete.lazySet(complete.get() + 1);
            }
        }
    }
}
