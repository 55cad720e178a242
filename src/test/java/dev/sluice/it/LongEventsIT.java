package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** A read of long events keeps Redis for no longer than its page: what Redis copies shows in its memory. */
class LongEventsIT {
    private static final int EVENTS = 60;
    private static final int EVENT_BYTES = 1_000_000;
    /** A page, an event more, those that stand first and last, and their copies. */
    private static final long MAX_COPIED_BYTES = 16 * EVENT_BYTES;

    private static void add(Jedis client, String field, int bytes) {
        Map<String, String> entry = new HashMap<>(Map.of("data", "short"));
        entry.put(field, "x".repeat(bytes));
        client.xadd("chat", StreamEntryID.NEW_ENTRY, entry);
    }

    private static long figure(Jedis client, String name) {
        return client.info("memory")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Each takes Redis as long as many bytes would. */
    @Test
    void pagesAreBoundedByFieldsRead() throws Exception {
        Map<String, String> entry = IntStream.range(0, 20_000)
                .mapToObj(String::valueOf)
                .collect(Collectors.toMap(Function.identity(), name -> "", (a, b) -> a, HashMap::new));
        entry.put("data", "short");
        try (RedisProcess redis = RedisProcess.installed();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis)) {
            for (int i = 0; i < 10; i++) {
                client.xadd("chat", StreamEntryID.NEW_ENTRY, entry);
            }
            String page = node.get("/topics/chat/events?limit=1000").body();
            assertTrue(page.split("\"short\"", -1).length - 1 <= 2, page);
            try (EventStream stream =
                    EventStream.open(node.uri("/sse?topic=chat&after=0-1")).awaitConnected()) {
                stream.awaitMessages(10);
            }
        }
    }

    @Test
    void pagesAreBoundedByBytesRead() throws Exception {
        readLongFields("data");
    }

    @Tag("long")
    @Test
    void pagesAreBoundedByOtherBytesToo() throws Exception {
        readLongFields("other");
    }

    private static void readLongFields(String field) throws Exception {
        try (RedisProcess redis = RedisProcess.installed();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(redis)) {
            UnaryOperator<String> get = query -> {
                try {
                    return node.get("/topics/chat/events" + query).body();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            };
            for (int i = 0; i < 200; i++) {
                add(client, "other", 10);
            }
            for (int i = 0; i < EVENTS; i++) {
                add(client, field, EVENT_BYTES);
            }
            for (String query : new String[] {
                "?last=1000", "?after=0-1&limit=1000", "?limit=1000", "?before=9999999999999-0&limit=1000"
            }) {
                long before = figure(client, "used_memory");
                String page = get.apply(query);
                long copied = figure(client, "used_memory_peak") - before;
                assertTrue(page.length() < 4 * EVENT_BYTES, query + " has " + page.length());
                assertTrue(copied < MAX_COPIED_BYTES, query + " copied " + copied);
            }
            try (EventStream stream =
                    EventStream.open(node.uri("/sse?topic=chat&last=1000")).awaitConnected()) {
                stream.awaitMessages(1);
            }
            assertEquals(200, node.get("/health/ready").statusCode());
            assertTrue(figure(client, "used_memory_peak") - figure(client, "used_memory") < MAX_COPIED_BYTES);
        }
    }
}
