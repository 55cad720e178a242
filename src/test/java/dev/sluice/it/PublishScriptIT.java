package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.script.LuaScript;
import dev.sluice.testing.Await;
import dev.sluice.testing.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** {@code publish.lua} at a real Redis: how many keys it keeps, and what it does if Redis is full. */
class PublishScriptIT {
    private static final LuaScript SCRIPT = new LuaScript("publish.lua");
    private static final String KEYS = "sluice:{q}:published";
    private static final String ORDER = "sluice:{q}:published:order";
    private static final int MAX = 3;

    private static RedisProcess redis;
    private static UnifiedJedis client;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.sharedClient();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        client.flushAll();
    }

    /** Publishes a message with each of these keys. Returns how many were repeated and dropped, and the answers. */
    private static List<Object> push(String verb, long age, String... keys) {
        List<String> arguments = new ArrayList<>(List.of(verb, "q", String.valueOf(age), String.valueOf(MAX)));
        for (String key : keys) {
            arguments.addAll(List.of(key, "of " + key, ""));
        }
        List<String> names = new ArrayList<>(List.of(KEYS, ORDER));
        if (!verb.equals("PUBLISH")) {
            names.add("q");
        }
        return ((List<?>) SCRIPT.evaluate(client, names, arguments))
                .stream()
                        .map(value -> value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value)
                        .toList();
    }

    private static List<Object> push(String... keys) {
        return push("LPUSH", 60_000, keys);
    }

    @Test
    void oldestKeysGoFirstAndAreCounted() {
        assertEquals(List.of(0L, 0L, "", "", ""), push("a", "b", "c"));
        assertEquals(List.of(1L, 1L, "", ""), push("b", "d"));
        assertEquals(List.of(3L, 0L, "", "", ""), push("b", "c", "d"));
        assertEquals(List.of(0L, 1L, ""), push("a"));
        assertEquals(List.of("of a", "of d", "of c", "of b", "of a"), client.lrange("q", 0, -1));
        assertEquals(MAX, client.hlen(KEYS));
        assertEquals(MAX, client.llen(ORDER));
    }

    @Test
    void moreKeysThanAreKeptFit() {
        assertEquals(List.of(0L, 2L, "", "", "", "", ""), push("a", "b", "c", "d", "e"));
        assertEquals(MAX, client.hlen(KEYS));
        assertEquals(List.of(1L, 0L, ""), push("e"));
    }

    @Test
    void expiredKeysAreRemovedUncounted() throws Exception {
        push("a", "b");
        Await.until("a and b to expire", () -> push("LPUSH", 200, "c").get(0).equals(0L) && client.hlen(KEYS) == 1);
        assertEquals(1, client.llen(ORDER));
    }

    @Test
    void keyOfBeforeItsAgeIsPublishedAgain() throws Exception {
        push("a");
        long before = client.llen("q");
        Await.until(
                "a to be published again", () -> push("LPUSH", 100, "a").get(0).equals(0L));
        assertTrue(client.llen("q") > before);
        assertEquals(1, client.hlen(KEYS));
        assertEquals(List.of(1L, 0L, ""), push("a"));
    }

    @Test
    void keysWithoutTheirOrderAreDropped() {
        push("a", "b");
        client.del(ORDER);
        assertEquals(List.of(0L, 0L, ""), push("c"));
        assertEquals(1, client.hlen(KEYS));
    }

    private static CommandArguments maxMemory(String bytes) {
        return new CommandArguments(Command.CONFIG).add("SET").add("maxmemory").add(bytes);
    }

    @Test
    void fullRedisTakesNeitherMessageNorKey() {
        client.executeCommand(maxMemory("1"));
        try {
            for (String verb : List.of("LPUSH", "XADD", "PUBLISH")) {
                List<Object> answer = push(verb, 60_000, "a");
                assertTrue(
                        answer.get(2) instanceof JedisDataException refusal
                                && refusal.getMessage().contains("OOM"),
                        verb + ": " + answer);
            }
        } finally {
            client.executeCommand(maxMemory("0"));
        }
        assertEquals(0, client.dbSize());
    }

    private static CommandArguments replicaOf(String host, String port) {
        return new CommandArguments(Command.REPLICAOF).add(host).add(port);
    }

    @Test
    void replicaRefusesTheRequestAsAWhole() {
        client.executeCommand(replicaOf("127.0.0.1", "1"));
        try {
            for (String verb : List.of("LPUSH", "XADD", "PUBLISH")) {
                JedisDataException refusal =
                        assertThrows(JedisDataException.class, () -> push(verb, 60_000, "", "a", "b"));
                assertTrue(refusal.getMessage().contains("READONLY"), verb + ": " + refusal.getMessage());
            }
        } finally {
            client.executeCommand(replicaOf("NO", "ONE"));
        }
        assertEquals(0, client.dbSize());
    }
}
