package dev.sluice.testing;

import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** The connections that nodes have to a Redis. Their names begin with {@code sluice-} and say what they are for. */
public final class NodeConnections {
    private NodeConnections() {}

    /** The ids of those whose names begin so. */
    public static List<String> ids(Jedis client, String name) {
        return client.clientList()
                .lines()
                .filter(line -> line.contains("name=" + name))
                .map(line -> line.replaceAll("^id=([0-9]+) .*", "$1"))
                .toList();
    }

    /** Cuts those whose names begin so, and returns how many they were. */
    public static int kill(Jedis client, String name) {
        List<String> ids = ids(client, name);
        ids.forEach(id -> client.sendCommand(Command.CLIENT, "KILL", "ID", id));
        return ids.size();
    }

    /** Waits until there is none. */
    public static void awaitNone(Jedis client) throws Exception {
        Await.until("no connection is left behind", () -> ids(client, "sluice-").isEmpty());
    }
}
