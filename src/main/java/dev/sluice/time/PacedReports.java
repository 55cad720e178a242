package dev.sluice.time;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;

/**
 * Reports by a key: the first news at once, and all further news of the next pause together after it. One thread at a time.
 */
public final class PacedReports<K, V> {
    private static final class News<V> {
        /** Empty if all is reported. */
        private Optional<V> sum = Optional.empty();

        private long nextAt;
    }

    private final Map<K, News<V>> news = new HashMap<>();
    private final long pauseNanos;
    private final BinaryOperator<V> sum;
    private final Ticker ticker;

    /** @param sum makes one of two news */
    public PacedReports(Duration pause, BinaryOperator<V> sum, Ticker ticker) {
        this.pauseNanos = pause.toNanos();
        this.sum = sum;
        this.ticker = ticker;
    }

    public void add(K key, V more) {
        News<V> known = news.computeIfAbsent(key, any -> {
            News<V> first = new News<>();
            first.nextAt = ticker.nanos();
            return first;
        });
        known.sum =
                Optional.of(known.sum.map(earlier -> sum.apply(earlier, more)).orElse(more));
    }

    /** Reports what is due, and forgets keys without news for a pause. To be called now and then, and after {@link #add}. */
    public void report(BiConsumer<K, V> reporter) {
        long now = ticker.nanos();
        news.values().removeIf(known -> now - known.nextAt >= 0 && known.sum.isEmpty());
        news.forEach((key, known) -> {
            if (now - known.nextAt >= 0) {
                reporter.accept(key, known.sum.orElseThrow());
                known.sum = Optional.empty();
                known.nextAt = now + pauseNanos;
            }
        });
    }

    /** Forgets all other keys, with what was not reported. */
    public void retain(Collection<K> keys) {
        news.keySet().retainAll(keys);
    }
}
