package dev.sluice.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Items that are looked at again and again, in different rounds: a round costs only its own items, not the idle ones.
 * Thread-safe.
 */
final class Wheel<T> {
    // All guarded by this object's monitor.
    private final List<Set<T>> rounds = new ArrayList<>();
    /** The last round that began. */
    private int current;

    private int size;

    /** @param rounds the most rounds until an item is looked at again */
    Wheel(int rounds) {
        for (int i = 0; i < rounds; i++) {
            this.rounds.add(new HashSet<>());
        }
    }

    synchronized int size() {
        return size;
    }

    /** Adds an item to the round that is the furthest ahead. */
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

    /** Begins the next round, and returns its items. Those not deferred come again after all other rounds. */
    synchronized List<T> next() {
        current = (current + 1) % rounds.size();
        return new ArrayList<>(rounds.get(current));
    }

    /** Defers an item of this round by a number of rounds, within the bounds, unless it was removed meanwhile. */
    synchronized void defer(T one, long by) {
        int bounded = (int) Math.max(1, Math.min(rounds.size(), by));
        int round = (current + bounded) % rounds.size();
        if (round != current && rounds.get(current).remove(one)) {
            rounds.get(round).add(one);
        }
    }
}
