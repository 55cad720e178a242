package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PresenceTrackerTest {
    private long seconds;
    private final PresenceTracker tracker = new PresenceTracker(() -> TimeUnit.SECONDS.toNanos(seconds));

    private static Person user(String name) {
        return new Person(Optional.of(name), Optional.empty());
    }

    private static Person user(String name, String as) {
        return new Person(Optional.of(name), Optional.of(as));
    }

    private static Person claimed(String as) {
        return new Person(Optional.empty(), Optional.of(as));
    }

    /** Looks a second after the last time. */
    private Optional<PresenceChange> look(Person... persons) {
        seconds++;
        return tracker.look(new Presence(persons.length + 1, persons.length, List.of(persons)));
    }

    private Optional<PresenceChange> lookAtNumber(long persons) {
        seconds++;
        return tracker.look(new Presence(persons, persons, List.of(user("ada"))));
    }

    private static Optional<PresenceChange> joined(long connections, Person... who) {
        return Optional.of(new PresenceChange(PresenceChange.Group.of(List.of(who)), none(), connections));
    }

    private static Optional<PresenceChange> left(long connections, Person... who) {
        return Optional.of(new PresenceChange(none(), PresenceChange.Group.of(List.of(who)), connections));
    }

    private static PresenceChange.Group none() {
        return new PresenceChange.Group(0, List.of());
    }

    private static Optional<PresenceChange> numbers(long joined, long left, long persons) {
        return Optional.of(new PresenceChange(
                new PresenceChange.Group(joined, List.of()), new PresenceChange.Group(left, List.of()), persons));
    }

    @Test
    void firstLookTellsNothing() {
        assertEquals(Optional.empty(), look(user("ada"), user("bob")));
        assertEquals(Optional.empty(), look(user("ada"), user("bob")));
    }

    @Test
    void tellsAtOnceWhoHasJoined() {
        look(user("ada"));
        assertEquals(
                joined(4, user("bob", "Bobby"), claimed("guest")),
                look(user("ada"), user("bob", "Bobby"), claimed("guest")));
    }

    @Test
    void tellsAfterFiveSecondsWhoHasLeft() {
        look(user("ada"), user("bob"));
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), look(user("ada")));
        }
        assertEquals(left(2, user("bob")), look(user("ada")));
        assertEquals(Optional.empty(), look(user("ada")));
        assertEquals(joined(3, user("bob")), look(user("ada"), user("bob")));
    }

    @Test
    @DisplayName("A reload is neither told nor does it shorten the next absence")
    void reloadIsNoChange() {
        look(user("ada"), user("bob"));
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), look(user("ada")));
        }
        assertEquals(Optional.empty(), look(user("ada"), user("bob")));
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), look(user("ada")));
        }
        assertEquals(left(2, user("bob")), look(user("ada")));
    }

    @Test
    void claimedNameOfUserIsNoPerson() {
        look(user("ada", "A"), claimed("B"));
        assertEquals(Optional.empty(), look(user("ada", "B"), claimed("B")));
        assertEquals(Optional.empty(), look(user("ada"), claimed("B")));
        seconds += 10;
        assertEquals(Optional.empty(), look(user("ada"), claimed("B")));
        assertEquals(joined(4, claimed("ada")), look(user("ada"), claimed("B"), claimed("ada")));
    }

    @Test
    void listsTwentyAndCountsAll() {
        Person[] crowd = IntStream.range(0, 1_000).mapToObj(i -> user("u" + i)).toArray(Person[]::new);
        look();
        PresenceChange change = look(crowd).orElseThrow();
        assertEquals(1_000, change.joined().number());
        assertEquals(List.of(crowd).subList(0, 20), change.joined().listed());
        look();
        seconds += 5;
        PresenceChange end = look().orElseThrow();
        assertEquals(1_000, end.left().number());
        assertEquals(20, end.left().listed().size());
    }

    @Test
    void tellsNumbersIfNamesAreTooMany() {
        lookAtNumber(20_000);
        assertEquals(numbers(10, 0, 20_010), lookAtNumber(20_010));
        assertEquals(Optional.empty(), lookAtNumber(19_000));
        assertEquals(Optional.empty(), lookAtNumber(20_008));
        seconds += 2;
        assertEquals(Optional.empty(), lookAtNumber(20_007));
        assertEquals(numbers(0, 2, 20_007), lookAtNumber(20_007));
        seconds += 4;
        assertEquals(numbers(0, 1, 20_007), lookAtNumber(20_007));
        seconds += 9;
        assertEquals(Optional.empty(), lookAtNumber(20_007));
    }

    @Test
    void tellsNumbersWhereNamesBeginAndEnd() {
        look(user("ada"), user("bob"));
        assertEquals(numbers(19_998, 0, 20_000), lookAtNumber(20_000));
        assertEquals(
                Optional.of(new PresenceChange(none(), new PresenceChange.Group(19_999, List.of()), 2)),
                look(user("ada")));
        assertEquals(joined(3, user("bob")), look(user("ada"), user("bob")));
    }

    @Test
    @DisplayName("Whatever comes and goes, the numbers that are told add up, and the names that are told are true")
    void numbersAddUp() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            PresenceTracker one = new PresenceTracker(() -> TimeUnit.SECONDS.toNanos(seconds));
            Set<Person> here = new HashSet<>();
            Set<Person> told = new HashSet<>();
            List<Person> all = new ArrayList<>(
                    Stream.of("a", "b", "c", "d").map(PresenceTrackerTest::user).toList());
            all.add(claimed("a"));
            one.look(new Presence(0, 0, List.of()));
            long sum = 0;
            boolean numbersOnly = seed % 3 == 0;
            for (int i = 0; i < 60; i++) {
                boolean settling = i > 48;
                Person some = all.get(random.nextInt(all.size()));
                if (!settling && !here.remove(some)) {
                    here.add(some);
                }
                seconds++;
                boolean partly = numbersOnly && random.nextBoolean() && here.size() > 1;
                PresenceChange change = one.look(new Presence(
                                here.size(),
                                here.size(),
                                here.stream().limit(partly ? 1 : 10).toList()))
                        .orElse(null);
                if (change != null) {
                    sum += change.joined().number() - change.left().number();
                    change.joined().listed().forEach(person -> assertTrue(told.add(person) || numbersOnly));
                    change.left().listed().forEach(person -> assertTrue(told.remove(person) || numbersOnly));
                    assertTrue(here.containsAll(change.joined().listed()));
                }
            }
            assertEquals(here.size(), sum, "seed " + seed);
            assertTrue(numbersOnly || here.equals(told), "seed " + seed);
        }
    }
}
