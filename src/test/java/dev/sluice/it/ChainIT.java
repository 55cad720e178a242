package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Php;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** Numbered messages from PHP, through nginx and Apache, to twenty browsers on two nodes. */
class ChainIT {
    private static final int MESSAGES = Rounds.of(1_000, 4_000);
    private static final int BROWSERS = 20;
    private static final long SEED = 4711;

    private RedisProcess redis;
    private NodeProcess first;
    private NodeProcess second;
    private ApacheProcess apache;
    private NginxProcess nginx;

    private void start(String... options) throws Exception {
        redis = RedisProcess.installed();
        first = NodeProcess.start(redis, options);
        second = NodeProcess.start(redis, options);
        first.awaitReady();
        second.awaitReady();
        apache = ApacheProcess.before(first.port(), second.port());
        nginx = NginxProcess.toApache(apache.port());
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(nginx, apache, second, first, redis);
    }

    private EventStream browser() throws Exception {
        return EventStream.open(URI.create("http://127.0.0.1:" + nginx.port() + "/sse.php"));
    }

    private List<EventStream> browsers() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < BROWSERS; i++) {
            streams.add(browser().awaitConnected());
        }
        return streams;
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void everyMessageArrivesExactlyOnceInTotal() throws Exception {
        start();
        List<EventStream> streams = browsers();
        assertEquals(BROWSERS / 2, first.metric("sluice_connections"), 2, "browsers on the first of two nodes");
        Php.pushNumbers(redis, "message_list", MESSAGES).awaitSuccess();
        Await.until("all messages", () -> total(streams) >= MESSAGES);
        try (Jedis client = redis.client()) {
            Claims.awaitNone(client);
        }

        Map<String, Integer> times = new HashMap<>();
        streams.forEach(stream -> stream.messages().forEach(message -> times.merge(message, 1, Integer::sum)));
        for (int i = 1; i <= MESSAGES; i++) {
            assertEquals(1, times.get(String.valueOf(i)), "message " + i);
        }
        assertEquals(MESSAGES, times.size());
        assertTrue(first.metric("sluice_settled_total") > 0, "the first node delivered nothing");
        assertTrue(second.metric("sluice_settled_total") > 0, "the second node delivered nothing");
    }

    /** Apache notices that a browser is gone when the node writes to it, so with the next heartbeat. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void nothingIsMissingWhileBrowsersComeAndGo() throws Exception {
        // Among other tests, Apache may have to wait for a processor longer than the default settle delay.
        start("--heartbeat", "1s", "--settle-delay", "2s");
        comeAndGo();
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void nothingIsMissingIfLeavingIsNoticedLate() throws Exception {
        start();
        comeAndGo();
    }

    private void comeAndGo() throws Exception {
        Random random = new Random(SEED);
        List<EventStream> streams = browsers();
        Set<String> received = new HashSet<>();
        Php php = Php.pushNumbers(redis, "message_list", MESSAGES);
        int replaced = 0;
        while (php.isRunning() || replaced < Rounds.of(30, 100)) {
            EventStream leaving = streams.remove(random.nextInt(streams.size()));
            leaving.close();
            received.addAll(leaving.messages());
            streams.add(browser());
            replaced++;
            Thread.sleep(5);
        }
        php.awaitSuccess();
        Await.until("all messages", () -> {
            streams.forEach(stream -> received.addAll(stream.messages()));
            return received.size() == MESSAGES;
        });
    }

    private static int total(List<EventStream> streams) {
        return streams.stream().mapToInt(stream -> stream.messages().size()).sum();
    }
}
