package dev.sluice.delivery.queue;

import dev.sluice.channel.AckMode;
import dev.sluice.store.EventId;
import dev.sluice.store.queue.Disposition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one connection holds of queues in mode client, and has not confirmed. */
final class Unconfirmed {
    private final VisibilityLine visibility;
    private final WithdrawnIds withdrawn;
    private final String token;
    // Made when first needed: most connections take from no such queue.
    private TreeMap<Long, Awaited> byId;
    private Map<ServedQueue, Integer> counts;

    /** @param token of the connection */
    Unconfirmed(VisibilityLine visibility, WithdrawnIds withdrawn, String token) {
        this.visibility = visibility;
        this.withdrawn = withdrawn;
        this.token = token;
    }

    boolean isEmpty() {
        return byId == null || byId.isEmpty();
    }

    /** How many more messages of a queue it may hold. */
    int room(ServedQueue queue) {
        if (queue.policy().ack() != AckMode.CLIENT) {
            return Integer.MAX_VALUE;
        }
        return queue.policy().prefetch() - (counts == null ? 0 : counts.getOrDefault(queue, 0));
    }

    void add(Awaited awaited) {
        if (byId == null) {
            byId = new TreeMap<>();
            counts = new HashMap<>();
        }
        awaited.claim().await(awaited);
        byId.put(awaited.id(), awaited);
        counts.merge(awaited.queue(), 1, Integer::sum);
    }

    /** Its write has begun: from now on the browser has time to confirm it. */
    void delivered(Awaited awaited, long now) {
        awaited.delivered(now);
        visibility.add(awaited);
    }

    /** What becomes of its message is decided. */
    void remove(Awaited awaited, Disposition disposition) {
        byId.remove(awaited.id());
        visibility.remove(awaited);
        counts.computeIfPresent(awaited.queue(), (queue, count) -> count == 1 ? null : count - 1);
        if (disposition != Disposition.SETTLE || awaited.claim().isGone()) {
            withdrawn.add(new EventId(token, awaited.id()));
        }
    }

    /** Null where there is none. */
    Awaited find(long id) {
        return byId == null ? null : byId.get(id);
    }

    /** All, in the order of their ids. */
    List<Awaited> all() {
        return byId == null ? List.of() : List.copyOf(byId.values());
    }
}
