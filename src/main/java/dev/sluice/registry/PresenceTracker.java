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
 * <p>At most {@link #MOST_NAMED} persons are tracked by name. If there are more, or if a look lists only some, their
 * number alone is tracked. All numbers that are told, added up, are the number of persons.
 */
public final class PresenceTracker {
    /** The most persons that are tracked by name. */
    public static final int MOST_NAMED = ConnectionDirectory.MOST_PERSONS;

    /** The time for which a leave is held back, in nanoseconds. */
    public static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * A person who was told, or was there at the first look.
     *
     * @param goneAt when they were first missed; null if they are here
     */
    private record Tracked(Person person, Long goneAt) {}

    private final Ticker ticker;
    /** True until the first look, which tells nothing. */
    private boolean first = true;
    /** The persons, by what identifies them; null if only the number is tracked. */
    private Map<Person, Tracked> named;
    /** The number of persons as it was told, if only that is tracked. */
    private long told;
    /** The highest number since it fell below what was told, or since the last decrease was told. */
    private long highestBelow;
    /** When that was; null if the number is not below. */
    private Long belowAt;

    public PresenceTracker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Returns what has changed up to this look, if anything is to be told. */
    public Optional<PresenceChange> look(Presence latest) {
        long now = ticker.nanos();
        boolean byName = latest.persons() <= MOST_NAMED && latest.listed().size() >= latest.persons();
        if (first) {
            first = false;
            begin(latest, byName);
            return Optional.empty();
        }
        if (byName && named != null) {
            return lookByName(latest, now);
        }
        if (byName) {
            long before = told;
            begin(latest, true);
            return changed(latest, latest.persons() - before);
        }
        if (named != null) {
            long before = named.size();
            begin(latest, false);
            told = before;
        }
        return lookByNumber(latest, now);
    }

    /** Returns true if a later look has something to tell even if nothing changes: somebody is held back. */
    public boolean isHolding() {
        return belowAt != null
                || named != null && named.values().stream().anyMatch(tracked -> tracked.goneAt() != null);
    }

    private void begin(Presence latest, boolean byName) {
        named = byName ? new LinkedHashMap<>() : null;
        if (byName) {
            latest.listed().forEach(person -> named.put(identity(person), new Tracked(person, null)));
        }
        told = latest.persons();
        belowAt = null;
    }

    private Optional<PresenceChange> lookByName(Presence latest, long now) {
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

    private Optional<PresenceChange> lookByNumber(Presence latest, long now) {
        long persons = latest.persons();
        if (persons >= told) {
            long more = persons - told;
            told = persons;
            belowAt = null;
            return changed(latest, more);
        }
        highestBelow = belowAt == null ? persons : Math.max(highestBelow, persons);
        belowAt = belowAt == null ? now : belowAt;
        if (now - belowAt < HOLD_NANOS) {
            return Optional.empty();
        }
        long fewer = told - highestBelow;
        told = highestBelow;
        belowAt = persons < told ? (Long) now : null;
        highestBelow = persons;
        return changed(latest, -fewer);
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
