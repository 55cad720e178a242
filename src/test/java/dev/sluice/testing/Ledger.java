package dev.sluice.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which numbered messages Redis has taken, and which of them came, how often, over which line. Thread-safe. */
public final class Ledger {
    private final BitSet accepted = new BitSet();
    private final Map<Integer, Receipt> latest = new HashMap<>();
    private final List<Repetition> repetitions = new ArrayList<>();
    private final Map<Integer, Integer> highest = new HashMap<>();
    private int reordered;

    private record Receipt(Line line, long nanos) {}

    private record Repetition(int number, Receipt before) {}

    /** One connection of a browser. */
    public final class Line {
        private final int browser;
        private final List<Long> breaks = new ArrayList<>();

        private Line(int browser) {
            this.browser = browser;
        }

        public void received(int number) {
            synchronized (Ledger.this) {
                Receipt before = latest.put(number, new Receipt(this, System.nanoTime()));
                if (before != null) {
                    repetitions.add(new Repetition(number, before));
                } else if (highest.merge(browser, number, Math::max) > number) {
                    reordered++;
                }
            }
        }

        /** It was cut, or its node stopped: what came over it just now need not have been settled. */
        public void broke() {
            synchronized (Ledger.this) {
                breaks.add(System.nanoTime());
            }
        }

        private boolean brokeWithin(Duration window, long nanos) {
            return breaks.stream().anyMatch(at -> Math.abs(at - nanos) <= window.toNanos());
        }
    }

    /** A new connection of a browser. */
    public Line line(int browser) {
        return new Line(browser);
    }

    /** Redis has taken a message; one that it may have taken is not entered. */
    public synchronized void accepted(int number) {
        accepted.set(number);
    }

    /** How many messages Redis has taken. */
    public synchronized int messages() {
        return accepted.cardinality();
    }

    /** How many different messages came. */
    public synchronized int received() {
        return latest.size();
    }

    /** The messages that Redis has taken and nobody received. */
    public synchronized BitSet missing() {
        BitSet missing = (BitSet) accepted.clone();
        latest.keySet().forEach(missing::clear);
        return missing;
    }

    /** How many times a message came that had come before. */
    public synchronized int duplicates() {
        return repetitions.size();
    }

    /**
     * The duplicates that no fault explains: those of messages whose line was sound, by so much before and after their
     * receipt.
     */
    public synchronized List<Integer> duplicatesOutside(Duration window) {
        return repetitions.stream()
                .filter(repetition -> !repetition
                        .before()
                        .line()
                        .brokeWithin(window, repetition.before().nanos()))
                .map(Repetition::number)
                .toList();
    }

    /** How many messages came to a browser after one that was pushed later; without the duplicates. */
    public synchronized int reordered() {
        return reordered;
    }
}
