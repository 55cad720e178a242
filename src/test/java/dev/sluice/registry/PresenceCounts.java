package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The presence of one topic, counted with each change. */
final class PresenceCounts {
    private record Counted(Person person, int connections) {}

    private final Map<Person, Counted> persons;
    private long connections;

    PresenceCounts() {
        persons = new LinkedHashMap<>();
    }

    PresenceCounts(PresenceCounts other) {
        persons = new LinkedHashMap<>(other.persons);
        connections = other.connections;
    }

    void add(ConnectionEntry entry) {
        connections++;
        identity(entry).ifPresent(identity -> {
            Counted before = persons.get(identity);
            Person person =
                    before != null && entry.as().isEmpty() ? before.person() : new Person(entry.user(), entry.as());
            persons.put(identity, new Counted(person, before == null ? 1 : before.connections() + 1));
        });
    }

    void remove(ConnectionEntry entry) {
        connections--;
        identity(entry)
                .ifPresent(identity -> persons.computeIfPresent(
                        identity,
                        (key, counted) -> counted.connections() == 1
                                ? null
                                : new Counted(counted.person(), counted.connections() - 1)));
    }

    Presence presence(int limit) {
        List<Person> listed =
                persons.values().stream().limit(limit).map(Counted::person).toList();
        return new Presence(connections, persons.size(), listed);
    }

    /** Returns the user, or else the claimed name; empty if there is neither. */
    private static Optional<Person> identity(ConnectionEntry entry) {
        if (entry.user().isPresent()) {
            return Optional.of(new Person(entry.user(), Optional.empty()));
        }
        return entry.as().map(as -> new Person(Optional.empty(), Optional.of(as)));
    }
}
