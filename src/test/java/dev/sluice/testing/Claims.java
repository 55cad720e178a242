package dev.sluice.testing;

import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;

/** What nodes hold of queues, as their Redis has it. */
public final class Claims {
    private Claims() {}

    /** Sluice's own keys that belong to queues: not those that nodes have in common. */
    public static Set<String> keys(Jedis client) {
        return client.keys("sluice:*").stream()
                .filter(key ->
                        !key.startsWith("sluice:{sluice:nodes}:") && !key.startsWith("sluice:{sluice:lifecycle}:"))
                .collect(Collectors.toSet());
    }

    /** The keys of the lists that claimed messages are in. */
    public static Set<String> processing(Jedis client) {
        return client.keys("sluice:*:processing:*");
    }

    /** Waits until something is claimed. */
    public static void awaitSome(Jedis client) throws Exception {
        Await.until("a claim", () -> !processing(client).isEmpty());
    }

    /** Waits until nothing is claimed. */
    public static void awaitNone(Jedis client) throws Exception {
        Await.until("no claim", () -> processing(client).isEmpty());
    }

    /** Waits until nothing of any queue is left but its messages. */
    public static void awaitSettled(Jedis client) throws Exception {
        Await.until("all to be settled", () -> keys(client).isEmpty());
    }
}
