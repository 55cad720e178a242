package dev.sluice.logging;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which lines may be written: a few of each kind in a minute. The rest is counted. Thread-safe.
 *
 * @param <K> what makes two lines of one kind
 */
final class RepeatLimit<K> {
    /** From the first line of a kind to the count of those that were left out. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Of one kind in a window. */
    static final int LINES = 10;

    /** The kinds that are kept. Others that come in the same minute share one count, as if they were of one kind. */
    static final int KINDS = 100;

    /** What is to be done with a line. */
    enum Verdict {
        WRITE,
        /** The first of its kind that is left out: {@link #takeCounts} has something to say when the window is over. */
        LEAVE_OUT_FIRST,
        LEAVE_OUT
    }

    /**
     * So many lines of a kind were left out.
     *
     * @param kind the kind
     * @param lines how many
     */
    record Count<K>(K kind, int lines) {}

    private static final class Window {
        private final long begin;
        private int lines;

        private Window(long begin) {
            this.begin = begin;
        }

        private int leftOut() {
            return Math.max(0, lines - LINES);
        }
    }

    private final Ticker ticker;
    private final K allOthers;
    private final Map<K, Window> windows = new HashMap<>();

    /** @param allOthers the kind of those beyond {@link #KINDS} */
    RepeatLimit(Ticker ticker, K allOthers) {
        this.ticker = ticker;
        this.allOthers = allOthers;
    }

    /** Counts a line. */
    synchronized Verdict add(K kind) {
        long now = ticker.nanos();
        // One that has left something out stays until that is told.
        windows.values().removeIf(window -> isOver(window, now) && window.leftOut() == 0);
        K counted = windows.containsKey(kind) || windows.size() < KINDS ? kind : allOthers;
        Window window = windows.computeIfAbsent(counted, any -> new Window(now));
        window.lines++;
        if (window.leftOut() == 0) {
            return Verdict.WRITE;
        }
        return window.leftOut() == 1 ? Verdict.LEAVE_OUT_FIRST : Verdict.LEAVE_OUT;
    }

    /** Takes the counts of the windows that are over; each is told once. */
    synchronized List<Count<K>> takeCounts() {
        long now = ticker.nanos();
        return take(window -> isOver(window, now));
    }

    /** Takes the counts of all windows. */
    synchronized List<Count<K>> takeAllCounts() {
        return take(window -> true);
    }

    private List<Count<K>> take(Predicate<Window> which) {
        List<Count<K>> counts = new ArrayList<>();
        windows.entrySet().removeIf(entry -> {
            boolean taken = which.test(entry.getValue());
            if (taken && entry.getValue().leftOut() > 0) {
                counts.add(new Count<>(entry.getKey(), entry.getValue().leftOut()));
            }
            return taken;
        });
        return counts;
    }

    private static boolean isOver(Window window, long now) {
        return now - window.begin >= WINDOW.toNanos();
    }
}
