package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** A real browser, while all nodes behind nginx are stopped and started in turn and messages are pushed all the time. */
class RollingRestartIT {
    private static final int PER_SECOND = 500;

    /** In the order in which they are started. */
    private final List<AutoCloseable> parts = new ArrayList<>();

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private UnifiedJedis client;
    private String url;

    @BeforeEach
    void start() throws Exception {
        RedisProcess redis = keep(RedisProcess.embedded());
        for (int i = 0; i < Rounds.of(2, 3); i++) {
            nodes.add(keep(NodeProcess.start(redis, "--drain-time", "2s", "--retry", "500ms")));
        }
        NginxProcess nginx = keep(NginxProcess.toNodes(
                nodes.get(0).port(),
                nodes.stream().skip(1).map(NodeProcess::port).toArray(Integer[]::new)));
        client = keep(redis.sharedClient());
        url = "http://127.0.0.1:" + nginx.port();
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.add(part);
        return part;
    }

    @AfterEach
    void stop() throws Exception {
        Collections.reverse(parts);
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    private void restartInTurn() throws Exception {
        for (NodeProcess node : nodes) {
            node.stop();
            node.restart();
            node.awaitReady();
        }
    }

    @Tag("long")
    @Test
    @DisplayName("A real browser's EventSource comes back after each restart and misses nothing")
    void realBrowserReturnsAndMissesNothing() throws Exception {
        try (Chromium chromium = Chromium.start();
                Pusher pusher = Pusher.start(message -> client.lpush("message_list", message), PER_SECOND, ledger)) {
            chromium.open(url + "/health/live");
            chromium.run("""
                    window.received = [];
                    window.opened = 0;
                    window.closed = false;
                    window.source = new EventSource('/sse');
                    window.source.onopen = () => window.opened++;
                    window.source.onmessage = (event) => window.received.push(Number(event.data));
                    window.source.onerror = () => { window.closed ||= window.source.readyState === EventSource.CLOSED; };
                    """);
            restartInTurn();
            pusher.close();
            Await.until(
                    "all messages",
                    () -> (Long) chromium.run("return new Set(window.received).size") >= ledger.messages());
            assertEquals((long) ledger.messages(), chromium.run("return window.received.length"), "came twice");
            assertEquals(false, chromium.run("return window.closed"));
            assertTrue((Long) chromium.run("return window.opened") > 1, "it was never sent away");
        }
    }
}
