package dev.sluice.app.figures;

import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The queues that browsers of this node take from, and the claimed messages of each; told by the delivering thread, and
 * summed up by configured name and pattern. Bounded by the queues in use. Thread-safe.
 */
public final class QueueClaims {
    /**
     * A queue that browsers take from.
     *
     * @param entry the queue's configured name or pattern
     * @param claimed the number of claimed messages
     * @param oldestAt the time of the oldest claim, by the ticker, if there is one
     */
    private record Served(String entry, int claimed, long oldestAt) {}

    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final Supplier<? extends Collection<String>> entries;
    private final UnaryOperator<String> entryOf;
    private final Ticker ticker;

    /**
     * @param entries the configured names and patterns of the moment
     * @param entryOf finds the entry of a queue
     * @param ticker the delivery's clock
     */
    QueueClaims(Supplier<? extends Collection<String>> entries, UnaryOperator<String> entryOf, Ticker ticker) {
        this.entries = entries;
        this.entryOf = entryOf;
        this.ticker = ticker;
    }

    public void serving(String queue) {
        served.put(queue, new Served(entryOf.apply(queue), 0, 0));
    }

    public void holding(String queue, int messages, long oldestAt) {
        served.computeIfPresent(queue, (name, before) -> new Served(before.entry(), messages, oldestAt));
    }

    public void forgotten(String queue) {
        served.remove(queue);
    }

    /** Returns the names of the queues, by configured name or pattern. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new HashMap<>();
        served.forEach((queue, one) ->
                names.computeIfAbsent(one.entry(), entry -> new ArrayList<>()).add(queue));
        return names;
    }

    /** Returns the number of claimed messages, by configured name or pattern. */
    public Map<String, Long> claimed() {
        Map<String, Long> sums = zeroes(0L);
        served.values().forEach(one -> sums.merge(one.entry(), (long) one.claimed(), Long::sum));
        return sums;
    }

    /** Returns the age of the oldest claim in seconds, by configured name or pattern; 0 if there is none. */
    Map<String, Double> oldestClaimAges() {
        long now = ticker.nanos();
        double nanosPerSecond = TimeUnit.SECONDS.toNanos(1);
        Map<String, Double> ages = zeroes(0.0);
        served.values().stream()
                .filter(one -> one.claimed() > 0)
                .forEach(one -> ages.merge(one.entry(), (now - one.oldestAt()) / nanosPerSecond, Math::max));
        return ages;
    }

    private <N> Map<String, N> zeroes(N zero) {
        Map<String, N> values = new HashMap<>();
        entries.get().forEach(entry -> values.put(entry, zero));
        return values;
    }
}
