package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.WarProcess;
import dev.sluice.testing.WarProcess.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.UnifiedJedis;

/** A container with the WAR gets SIGTERM while messages flow, and a node out of the jar takes over. */
class WarStopIT {
    private static final int BROWSERS = 20;
    private static final int PER_SECOND = 300;

    private final Ledger ledger = new Ledger();
    private RedisProcess redis;
    private UnifiedJedis client;
    private NodeProcess other;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded("--appendonly", "yes");
        client = redis.sharedClient();
        other = NodeProcess.start(redis);
    }

    @AfterEach
    void stop() throws Exception {
        other.close();
        client.close();
        redis.close();
    }

    private WarProcess start(Container container, String connector) throws Exception {
        return WarProcess.start(
                container,
                Map.of("SLUICE_REDIS_URL", redis.url(), "SLUICE_DRAIN_TIME", "2s", "SLUICE_MAX_CONNECTIONS", "1000"),
                connector);
    }

    /** Half of them at each node. */
    private Browsers open(WarProcess war) throws Exception {
        Browsers browsers = Browsers.open(BROWSERS, List.of(war.uri("/sse"), other.uri("/sse")), ledger);
        Await.until("half of them at the WAR", () -> browsers.openAt(war.uri("/sse")) == BROWSERS / 2);
        return browsers.awaitOpen(BROWSERS);
    }

    private Pusher push() {
        return Pusher.start(message -> client.lpush("message_list", message), PER_SECOND, ledger);
    }

    private void awaitMore() throws Exception {
        int enough = ledger.received() + 2 * PER_SECOND;
        Await.until("more messages", () -> ledger.received() > enough);
    }

    /** ContainersStoppedIT stops the others, both at work for the same browsers. */
    @ParameterizedTest
    @EnumSource(names = "TOMCAT_10")
    void nothingIsDeliveredAgain(Container container) throws Exception {
        try (WarProcess war = start(container, "")) {
            stopWhileMessagesFlow(war);
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void nothingIsDeliveredAgainByOthers(Container container) throws Exception {
        nothingIsDeliveredAgain(container);
    }

    @DisplayName("A Tomcat that takes no more connections delivers nothing again")
    @Tag("long")
    @Test
    void fullTomcatRepeatsNothing() throws Exception {
        try (WarProcess war = start(Container.TOMCAT, "maxConnections='" + BROWSERS / 2 + "' acceptCount='1'")) {
            stopWhileMessagesFlow(war);
        }
    }

    private void stopWhileMessagesFlow(WarProcess war) throws Exception {
        try (Browsers browsers = open(war)) {
            try (Pusher pusher = push()) {
                awaitMore();
                war.process().signal("TERM");
                war.process().exitValue();
                awaitMore();
            }
            Await.until("all messages", () -> ledger.missing().isEmpty());
            assertEquals(List.of(), browsers.refusals());
            assertEquals(0, ledger.duplicates());
            assertTrue(war.process().output().contains("Stopping; "), "the node did not stop by itself");
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void stopsWithoutRedisAndLosesNothing(Container container) throws Exception {
        try (WarProcess war = start(container, "");
                Browsers browsers = open(war)) {
            try (Pusher pusher = push()) {
                awaitMore();
            }
            redis.kill();
            war.process().signal("TERM");
            assertEquals(128 + 15, war.process().exitValue(), "it was killed, since it did not stop");
            redis.start();
            Await.until("all messages", () -> ledger.missing().isEmpty());
            long tries = war.process()
                    .output()
                    .lines()
                    .filter(line -> line.contains("A final step of the delivery failed; trying again: Redis"))
                    .count();
            assertTrue(tries <= 10, () -> tries + " lines say the same");
        }
    }
}
