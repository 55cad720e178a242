package dev.sluice.app.figures;

import dev.sluice.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An answer of Redis that is kept for a second, however many gauges are made of it. Thread-safe. */
final class KeptAnswer<T> {
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<T> reader;
    private final Ticker ticker;
    private T last;
    private long askedAt;

    /** @param reader asks Redis, and waits for the answer */
    KeptAnswer(Supplier<T> reader, Ticker ticker) {
        this.reader = reader;
        this.ticker = ticker;
    }

    synchronized T get() {
        if (last == null || ticker.nanos() - askedAt > KEPT_NANOS) {
            last = reader.get();
            askedAt = ticker.nanos(); // after the answer: a slow Redis is not asked more often
        }
        return last;
    }
}
