package dev.sluice.registry;

import dev.sluice.store.registry.Person;
import java.util.List;

/**
 * The persons who have joined and left a topic since the last look. If none is listed, only their number is known.
 *
 * @param joined who has joined
 * @param left who has left
 * @param connections the number of connections that have the topic now
 */
public record PresenceChange(Group joined, Group left, long connections) {
    /** The most persons listed in a group. */
    public static final int MAX_LISTED = 20;

    /**
     * Some persons.
     *
     * @param number the number of all
     * @param listed the first of them, at most {@link #MAX_LISTED}; none if they are not known by name
     */
    public record Group(long number, List<Person> listed) {
        /** Keeps the first of those that are listed. */
        public Group {
            listed = listed.stream().limit(MAX_LISTED).toList();
        }

        static Group of(List<Person> persons) {
            return new Group(persons.size(), persons);
        }

        static Group unnamed(long number) {
            return new Group(number, List.of());
        }
    }
}
