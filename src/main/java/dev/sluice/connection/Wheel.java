package dev.sluice.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is looked at again and again, each in a round of its own: a round costs what there is to do in it, however many
 * sit idle. Thread-safe.
 */
final class Wheel<T> {
    // All guarded by this object's monitor.
    private final List<Set<T>> rounds = new ArrayList<>();
    /** The round that was begun last. */
    private int current;

    private int size;

    /** @param rounds how many rounds it takes at the most until something is looked at again */
    Wheel(int rounds) {
        for (int i = 0; i < rounds; i++) {
            this.rounds.add(new HashSet<>());
        }
    }

    synchronized int size() {
        return size;
    }

    /** Adds it to the round that is the furthest ahead. */
    synchronized void add(T one) {
        size += rounds.get(current).add(one) ? 1 : 0;
    }

    synchronized void remove(T one) {
        for (Set<T> round : rounds) {
            if (round.remove(one)) {
                size--;
                return;
            }
        }
    }

    synchronized List<T> all() {
        List<T> all = new ArrayList<>(size);
        rounds.forEach(all::addAll);
        return all;
    }

    /** Begins the next round, and returns what is in it. What is not deferred comes again after all other rounds. */
    synchronized List<T> next() {
        current = (current + 1) % rounds.size();
        return new ArrayList<>(rounds.get(current));
    }

    /** Has something of this round come again so many rounds later, within the bounds, unless it was removed meanwhile. */
    synchronized void defer(T one, long by) {
        int bounded = (int) Math.max(1, Math.min(rounds.size(), by));
        int round = (current + bounded) % rounds.size();
        if (round != current && rounds.get(current).remove(one)) {
            rounds.get(round).add(one);
        }
    }
}
