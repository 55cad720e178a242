package dev.sluice.logging;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A limit on lines: a few of each kind in a minute are written, the others are counted. Thread-safe.
 *
 * @param <K> the kind of a line
 */
final class RepeatLimit<K> {
    /** The time from a kind's first line to the count of those left out. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** The most lines of one kind in a window. */
    static final int LINES = 10;

    /** The most kinds that are kept. Others in the same minute share one count, as if they were of one kind. */
    static final int KINDS = 100;

    /** The decision on a line. */
    enum Verdict {
        WRITE,
        /** The first of its kind that is left out: {@link #takeCounts} has its count when the window is over. */
        LEAVE_OUT_FIRST,
        LEAVE_OUT
    }

    /**
     * The number of lines of a kind that were left out.
     *
     * @param kind the kind
     * @param lines the number
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

    /** @param allOthers the kind of lines beyond {@link #KINDS} */
    RepeatLimit(Ticker ticker, K allOthers) {
        this.ticker = ticker;
        this.allOthers = allOthers;
    }

    /** Counts a line. */
    synchronized Verdict add(K kind) {
        long now = ticker.nanos();
        // A window that has left lines out stays until its count is taken.
        windows.values().removeIf(window -> isOver(window, now) && window.leftOut() == 0);
        K counted = windows.containsKey(kind) || windows.size() < KINDS ? kind : allOthers;
        Window window = windows.computeIfAbsent(counted, any -> new Window(now));
        window.lines++;
        if (window.leftOut() == 0) {
            return Verdict.WRITE;
        }
        return window.leftOut() == 1 ? Verdict.LEAVE_OUT_FIRST : Verdict.LEAVE_OUT;
    }

    /** Takes the counts of the windows that are over; each is taken once. */
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
