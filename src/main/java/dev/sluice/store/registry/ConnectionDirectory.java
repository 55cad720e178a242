package dev.sluice.store.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the record of all nodes' connections. Thread-safe. Every method waits for the store, and throws a {@link
 * dev.sluice.store.StoreUnavailableException} if there was no answer.
 */
public interface ConnectionDirectory {
    /** The most connections that one call lists. */
    int MAX = 1_000;

    /** The most persons that one call lists. */
    int MAX_PERSONS = 10_000;

    /**
     * A selection of connections: those for which all holds that is given.
     *
     * @param channel a queue or a topic
     */
    record Filter(Optional<String> id, Optional<String> user, Optional<String> channel, Optional<String> node) {
        /** The filter that every connection passes. */
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Returns true if the connection is one of them. */
        public boolean matches(String ofNode, ConnectionEntry entry) {
            return id.map(entry.id()::equals).orElse(true)
                    && node.map(ofNode::equals).orElse(true)
                    && user.map(name -> entry.user().filter(name::equals).isPresent())
                            .orElse(true)
                    && channel.map(name -> entry.queues().contains(name)
                                    || entry.topics().contains(name))
                            .orElse(true);
        }
    }

    /**
     * Some connections.
     *
     * @param connections the connections; one may come twice if the record changes meanwhile
     * @param next where the next page begins; empty after the last one
     */
    record Page(List<ConnectionEntry> connections, Optional<String> next) {}

    /**
     * Returns a page of connections. A page may have fewer than the limit, or none, although there are more: the work of
     * one call is bounded.
     *
     * @param after the {@code next} of the page before; empty for the first
     * @param limit at most {@link #MAX}
     * @throws IllegalArgumentException if {@code after} is no such place
     */
    Page list(Filter filter, Optional<String> after, int limit);

    /** Returns the number of connections of each node, by the node's name. */
    Map<String, Long> counts();

    /**
     * Returns the presence of a topic.
     *
     * @param limit the most persons to list, at most {@link #MAX_PERSONS}
     */
    Presence presence(String topic, int limit);

    /** Returns how many connections on all nodes have each of these queues. */
    Map<String, Long> consumers(Set<String> queues);

    /** Returns how many connections on all nodes have each of these topics. */
    Map<String, Long> subscribers(Set<String> topics);
}
