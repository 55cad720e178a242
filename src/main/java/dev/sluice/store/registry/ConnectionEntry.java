package dev.sluice.store.registry;

import java.util.List;
import java.util.Optional;

/**
 * A connection as the registry keeps it.
 *
 * @param id the public id, see {@link ConnectionId}
 * @param user its user, if known
 * @param as the name that its page claims, if any; it proves nothing
 * @param since the time at which it was opened, in milliseconds since 1970
 * @param queues the names of its queues
 * @param topics the names of its topics, stream and pub/sub
 * @param presence those of its topics in whose presence it is counted
 */
public record ConnectionEntry(
        String id,
        Optional<String> user,
        Optional<String> as,
        long since,
        List<String> queues,
        List<String> topics,
        List<String> presence) {
    /** Returns the name of the connection's node. */
    public String node() {
        return ConnectionId.nodeOf(id);
    }
}
