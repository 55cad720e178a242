package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out who has joined and left a topic, from one look at its presence to the next. A person who is gone is told to
 * have left only after five seconds, so that a reload of a page is no change. One thread at a time; a new one is needed
 * if nobody on this node had the topic meanwhile.
 *
 * <p>At most {@link #MAX_NAMED} persons are tracked by name. If there are more, or if a look lists only some, their
 * number alone is tracked. All numbers that are told, added up, are the number of persons.
 */
public final class PresenceTracker {
    /** The most persons that are tracked by name. */
    public static final int MAX_NAMED = ConnectionDirectory.MAX_PERSONS;

    /** The time for which a leave is held back, in nanoseconds. */
    public static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * A person who was told, or was there at the first look.
     *
     * @param goneAt when they were first missed; null if they are here
     */
    private record Tracked(Person person, Long goneAt) {}

    /** What is known of the topic. */
    private sealed interface State {
        /** Nothing: the first look is still to come. It tells nothing. */
        record Unseen() implements State {}

        /** @param persons the persons, by what identifies them; changed by each look */
        record ByName(Map<Person, Tracked> persons) implements State {}

        /**
         * Only the number is tracked.
         *
         * @param told the number of persons as it was told
         * @param below present while there are fewer
         */
        record ByNumber(long told, Optional<Below> below) implements State {}
    }

    /**
     * A number below the one that was told.
     *
     * @param highest the highest number since it fell below, or since the last decrease was told
     * @param since when that was
     */
    private record Below(long highest, long since) {}

    private final Ticker ticker;
    private State state = new State.Unseen();

    public PresenceTracker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Returns what has changed up to this look, if anything is to be told. */
    public Optional<PresenceChange> look(Presence latest) {
        long now = ticker.nanos();
        boolean byName = latest.persons() <= MAX_NAMED && latest.listed().size() >= latest.persons();
        if (state instanceof State.ByName named) {
            return byName
                    ? lookByName(named.persons(), latest, now)
                    : lookByNumber(new State.ByNumber(named.persons().size(), Optional.empty()), latest, now);
        }
        if (state instanceof State.ByNumber number) {
            return byName ? beginNames(number.told(), latest) : lookByNumber(number, latest, now);
        }
        state = byName ? byName(latest) : new State.ByNumber(latest.persons(), Optional.empty());
        return Optional.empty();
    }

    /** Returns true if a later look has something to tell even if nothing changes: somebody is held back. */
    public boolean isHolding() {
        return state instanceof State.ByName named
                ? named.persons().values().stream().anyMatch(tracked -> tracked.goneAt() != null)
                : state instanceof State.ByNumber number && number.below().isPresent();
    }

    private static State byName(Presence latest) {
        Map<Person, Tracked> persons = new LinkedHashMap<>();
        latest.listed().forEach(person -> persons.put(identity(person), new Tracked(person, null)));
        return new State.ByName(persons);
    }

    /** @param told the number of persons as it was told */
    private Optional<PresenceChange> beginNames(long told, Presence latest) {
        state = byName(latest);
        return changed(latest, latest.persons() - told);
    }

    private Optional<PresenceChange> lookByName(Map<Person, Tracked> named, Presence latest, long now) {
        Map<Person, Person> here = new LinkedHashMap<>();
        latest.listed().forEach(person -> here.put(identity(person), person));
        List<Person> joined = new ArrayList<>();
        here.forEach((identity, person) -> {
            if (named.put(identity, new Tracked(person, null)) == null) {
                joined.add(person);
            }
        });
        List<Person> left = new ArrayList<>();
        Map<Person, Tracked> gone = new HashMap<>();
        named.forEach((identity, tracked) -> {
            if (here.containsKey(identity)) {
                return;
            }
            long goneAt = tracked.goneAt() == null ? now : tracked.goneAt();
            gone.put(identity, new Tracked(tracked.person(), goneAt));
            if (now - goneAt >= HOLD_NANOS) {
                left.add(tracked.person());
            }
        });
        named.putAll(gone);
        left.forEach(person -> named.remove(identity(person)));
        return change(latest, PresenceChange.Group.of(joined), PresenceChange.Group.of(left));
    }

    private Optional<PresenceChange> lookByNumber(State.ByNumber before, Presence latest, long now) {
        long persons = latest.persons();
        if (persons >= before.told()) {
            state = new State.ByNumber(persons, Optional.empty());
            return changed(latest, persons - before.told());
        }
        Below below = before.below()
                .map(known -> new Below(Math.max(known.highest(), persons), known.since()))
                .orElse(new Below(persons, now));
        if (now - below.since() < HOLD_NANOS) {
            state = new State.ByNumber(before.told(), Optional.of(below));
            return Optional.empty();
        }
        long told = below.highest();
        state = new State.ByNumber(told, persons < told ? Optional.of(new Below(persons, now)) : Optional.empty());
        return changed(latest, told - before.told());
    }

    private static Optional<PresenceChange> changed(Presence latest, long by) {
        return change(
                latest, PresenceChange.Group.unnamed(Math.max(0, by)), PresenceChange.Group.unnamed(Math.max(0, -by)));
    }

    private static Optional<PresenceChange> change(
            Presence latest, PresenceChange.Group joined, PresenceChange.Group left) {
        return joined.number() == 0 && left.number() == 0
                ? Optional.empty()
                : Optional.of(new PresenceChange(joined, left, latest.connections()));
    }

    /** Returns what a person is known by: the user, or else the claimed name. */
    private static Person identity(Person person) {
        return person.user().isPresent() ? new Person(person.user(), Optional.empty()) : person;
    }
}
