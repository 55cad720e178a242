package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.bench.ManyStreams;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;

/** The stream of connects and disconnects, as an application reads it. */
class LifecycleIT {
    private static final String STREAM = "sluice:lifecycle";
    private static final String ADMIN_TOKEN = "of-the-operators-of-this-test";

    private static Map<String, String> settings(RedisProcess redis) {
        return Map.of(
                "SLUICE_REDIS_URL",
                redis.url(),
                "SLUICE_LIFECYCLE",
                "on",
                "SLUICE_NODE_LEASE",
                "2s",
                "SLUICE_ADMIN_TOKEN",
                ADMIN_TOKEN);
    }

    private static List<StreamEntry> entries(Jedis client) {
        return client.xrange(STREAM, "-", "+");
    }

    /** Waits for the end of a connection, and returns the reason. */
    private static String reason(Jedis client, String connection) throws Exception {
        Await.until("the end of " + connection, () -> ends(client, connection).size() > 0);
        return String.join(" and ", ends(client, connection));
    }

    private static List<String> ends(Jedis client, String connection) {
        return entries(client).stream()
                .map(StreamEntry::getFields)
                .filter(entry -> entry.get("event").equals("disconnected"))
                .filter(entry -> entry.get("connection").equals(connection))
                .map(entry -> entry.get("reason"))
                .toList();
    }

    @Test
    @DisplayName("Each end of a stream has its reason, once")
    void eachEndHasItsReason() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess other = NodeProcess.start(settings(redis))) {
            String closed;
            String ended;
            String drained;
            String lost;
            try (NodeProcess node = NodeProcess.start(settings(redis));
                    EventStream leaving = EventStream.open(node.uri("/sse?topic=chat&as=Ann"));
                    EventStream unwanted = EventStream.open(node.uri("/sse"));
                    EventStream staying = EventStream.open(node.uri("/sse"))) {
                closed = leaving.connectionId();
                ended = unwanted.connectionId();
                drained = staying.connectionId();
                leaving.close();
                assertEquals("closed", reason(client, closed));
                assertEquals("{\"ended\":1}", end(node.uri("/connections?id=" + ended)));
                assertEquals("ended", reason(client, ended));
                node.stop();
                assertEquals("drained", reason(client, drained));
            }
            try (NodeProcess node = NodeProcess.start(settings(redis));
                    EventStream cut = EventStream.open(node.uri("/sse"))) {
                lost = cut.connectionId();
                Await.until("its record", () -> client.hexists(record(lost), lost));
                node.process().kill();
                assertEquals("node lost", reason(client, lost));
            }
            Await.until(
                    "no record but the other node's",
                    () -> client.keys("sluice:{sluice:lifecycle}:node:*").isEmpty());
            assertEquals(8, entries(client).size(), "each came and went");
            Map<String, String> first = entries(client).get(0).getFields();
            assertFalse(first.containsKey("reason"), first::toString);
        }
    }

    private static String record(String connection) {
        return "sluice:{sluice:lifecycle}:node:" + connection.substring(0, 8);
    }

    private static String end(URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .method("DELETE", HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    @DisplayName("A crowd becomes one entry with numbers, which balance")
    void crowdsAreCounted() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                Jedis client = redis.client();
                NodeProcess node = NodeProcess.start(settings(redis))) {
            node.awaitReady();
            try (ManyStreams streams = ManyStreams.open(node.uri(""), 1_000, i -> "/sse?topic=chat")) {
                node.awaitConnections(1_000);
            }
            Await.until(
                    "all to have gone",
                    () -> sum(client, "connected") == 1_000 && sum(client, "disconnected") == 1_000);
            assertFalse(entries(client).size() > 700, entries(client).size() + " entries");
        }
    }

    private static long sum(Jedis client, String event) {
        return entries(client).stream()
                .map(StreamEntry::getFields)
                .mapToLong(entry -> entry.get("event").equals("counts")
                        ? Long.parseLong(entry.get(event))
                        : entry.get("event").equals(event) ? 1 : 0)
                .sum();
    }
}
