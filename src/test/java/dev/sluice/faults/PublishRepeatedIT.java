package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.FaultyLink;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages are posted with keys to two nodes, whose answers are cut at random, and repeated until they are answered, while
 * Redis and nodes are killed: each is there once, and has the id that its poster was told.
 */
class PublishRepeatedIT {
    private static final long SEED = 4711;
    private static final int KILLS = Rounds.of(1, 20);
    private static final int BATCHES_FOR_A_KILL = 60;
    private static final int LARGEST_BATCH = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(SEED);
    private final AtomicInteger posted = new AtomicInteger();
    private final Map<String, String> ids = new HashMap<>();
    private int unanswered;
    private int refused;

    @Test
    void everyMessageIsThereExactlyOnce() throws Exception {
        try (RedisProcess redis = RedisProcess.installed("--appendonly", "yes", "--appendfsync", "always");
                NodeProcess first = start(redis);
                NodeProcess second = start(redis);
                FaultyLink toFirst = FaultyLink.to(first.port());
                FaultyLink toSecond = FaultyLink.to(second.port())) {
            int batches = 2 * KILLS * BATCHES_FOR_A_KILL;
            CompletableFuture<Void> kills = CompletableFuture.runAsync(() -> kill(redis, List.of(first, second)));
            List<String> messages = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                List<String> numbers = IntStream.rangeClosed(0, random.nextInt(LARGEST_BATCH))
                        .mapToObj(i -> String.valueOf(messages.size() + i))
                        .toList();
                messages.addAll(numbers);
                postUntilAnswered(numbers, List.of(toFirst, toSecond));
                posted.incrementAndGet();
            }
            kills.get();
            int cuts = toFirst.cuts() + toSecond.cuts();
            System.out.printf(
                    "%,d messages in %,d batches, %,d answers cut, %,d requests unanswered, %,d answers of unavailability,"
                            + " %,d kills, seed %d%n",
                    messages.size(), batches, cuts, unanswered, refused, 2 * KILLS, SEED);
            assertTrue(cuts > 0, "no answer was cut");
            check(redis, messages);
        }
    }

    private void check(RedisProcess redis, List<String> messages) {
        try (UnifiedJedis client = redis.sharedClient()) {
            assertEquals(messages, sorted(client.lrange("message_list", 0, -1)));
            List<StreamEntry> entries = client.xrange("chat", "-", "+");
            assertEquals(
                    messages,
                    sorted(entries.stream()
                            .map(entry -> entry.getFields().get("data"))
                            .toList()));
            entries.forEach(entry -> assertEquals(
                    entry.getID().toString(), ids.get(entry.getFields().get("data"))));
        }
    }

    private static NodeProcess start(RedisProcess redis) throws Exception {
        return NodeProcess.start(redis, "--http-publish", "on", "--topic-max-length", "none");
    }

    private static List<String> sorted(List<String> messages) {
        return messages.stream()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    /** Kills Redis and a node in turn, each after some batches. */
    private void kill(RedisProcess redis, List<NodeProcess> nodes) {
        try {
            for (int kill = 0; kill < 2 * KILLS; kill++) {
                int enough = kill * BATCHES_FOR_A_KILL + BATCHES_FOR_A_KILL / 2;
                Await.until(enough + " batches", () -> posted.get() >= enough);
                if (kill % 2 == 0) {
                    redis.kill();
                    redis.start();
                } else {
                    NodeProcess node = nodes.get(kill / 2 % nodes.size());
                    node.process().kill();
                    node.restart();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void postUntilAnswered(List<String> numbers, List<FaultyLink> links) throws Exception {
        String body = numbers.stream()
                .map(number -> "{\"queue\":\"message_list\",\"data\":\"%1$s\",\"key\":\"%1$s\"}\n".formatted(number)
                        + "{\"topic\":\"chat\",\"data\":\"%1$s\",\"key\":\"%1$s\"}\n".formatted(number))
                .collect(Collectors.joining());
        Await.until("an answer to all of " + numbers, () -> {
            FaultyLink link = links.get(random.nextInt(links.size()));
            if (random.nextInt(3) == 0) {
                link.cutNextAnswer(random.nextInt(400));
            }
            return post(link.port(), body, numbers);
        });
    }

    /** Posts once; returns true if all messages are published, as far as the poster is told. */
    private boolean post(int port, String body, List<String> numbers) throws Exception {
        HttpResponse<String> response;
        try {
            response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/publish"))
                            .timeout(Duration.ofSeconds(10))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            unanswered++;
            return false;
        }
        assertEquals(200, response.statusCode(), response.body());
        List<JsonNode> answers =
                JsonMapper.shared().readTree(response.body()).valueStream().toList();
        for (int i = 0; i < answers.size(); i++) {
            JsonNode answer = answers.get(i);
            if (answer.has("error")) {
                assertEquals(503, answer.get("status").asInt(), answer.toString());
                refused++;
                return false;
            }
            if (answer.has("id")) {
                String id = answer.get("id").asString();
                assertEquals(id, ids.merge(numbers.get(i / 2), id, (before, now) -> before), "another id than before");
            }
        }
        return true;
    }
}
