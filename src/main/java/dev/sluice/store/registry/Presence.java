package dev.sluice.store.registry;

import java.util.List;

/**
 * The presence of a topic on all nodes.
 *
 * @param connections the number of connections that have the topic
 * @param persons the number of persons; connections without a user and without a name are none
 * @param listed some of the persons
 */
public record Presence(long connections, long persons, List<Person> listed) {}
