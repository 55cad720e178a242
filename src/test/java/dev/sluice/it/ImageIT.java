package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.Container;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.Podman;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.ServerProcess;
import dev.sluice.testing.StuckBrowser;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/** The image of the Dockerfile, built and run. */
@Tag("long")
class ImageIT {
    /** For Java, the jar and the library of the embedded Redis. */
    private static final long MAX_BYTES = 100L << 20;

    private static final int MESSAGES = 2_000;
    private static final int STUCK = 130;
    private static final String BIG = "x".repeat(1_048_500);

    private static String image;

    private final int port = Ports.free();
    private RedisProcess redis;

    @BeforeAll
    static void build() throws Exception {
        image = Podman.sluice();
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Container startNode(int nodePort, String... settings) throws Exception {
        String[] all = Stream.concat(Stream.of("SLUICE_REDIS_URL=" + redis.url()), Stream.of(settings))
                .toArray(String[]::new);
        return Container.node(image, nodePort, Container.LOCKED, all);
    }

    @Test
    void saysWhatPlatformsAskOfAnImage() throws Exception {
        assertEquals("10001:10001", Podman.inspect(image, "{{.Config.User}}"));
        assertEquals("SIGTERM", Podman.inspect(image, "{{.Config.StopSignal}}"));
        assertEquals("map[8080/tcp:{}]", Podman.inspect(image, "{{.Config.ExposedPorts}}"));
        assertEquals("[CMD sluice-health]", Podman.inspect(image, "{{.Config.Healthcheck.Test}}"));
        assertEquals(
                "Apache-2.0", Podman.inspect(image, "{{index .Config.Labels \"org.opencontainers.image.licenses\"}}"));
        long added = size(image) - size(Podman.BASE);
        assertTrue(added < MAX_BYTES, "the image adds " + added + " bytes to its base");
    }

    private static long size(String name) throws Exception {
        return Long.parseLong(Podman.inspect(name, "{{.Size}}"));
    }

    @Test
    void withoutARedisItDoesNotStart() throws Exception {
        ServerProcess node = Podman.runToEnd(image, List.of("--network", "host", "--no-healthcheck"));
        assertEquals(2, node.exitValue(), node.output());
        assertEquals(1, node.output().lines().count(), node.output());
        assertTrue(node.output().contains("set SLUICE_REDIS_URL"), node.output());
    }

    @Test
    void embeddedRedisNeedsATemporaryFolderOnly() throws Exception {
        List<String> options = new ArrayList<>(Container.LOCKED);
        options.addAll(List.of("--read-only-tmpfs=false", "--tmpfs", "/tmp:exec"));
        try (Container node = Container.node(image, port, options, "SLUICE_REDIS_URL=embedded");
                EventStream stream = EventStream.open(uri(port, "/sse")).awaitConnected()) {
            assertEquals(
                    0,
                    node.exec(
                                    "bash",
                                    "-c",
                                    "exec 3<>/dev/tcp/127.0.0.1/" + port
                                            + "; printf 'POST /queues/message_list HTTP/1.1\\r\\nHost: localhost\\r\\n"
                                            + "Content-Length: 5\\r\\n\\r\\nhello' >&3; read -r line <&3; [[ $line == *201* ]]")
                            .exitValue());
            assertEquals(List.of("hello"), stream.awaitMessages(1).messages());
            assertEquals(0, node.stop());
        }
    }

    @Test
    void deliversWithoutRightsAndWithoutWriting() throws Exception {
        List<String> options = new ArrayList<>(Container.LOCKED);
        options.add("--read-only-tmpfs=false");
        try (Container node = Container.node(image, port, options, "SLUICE_REDIS_URL=" + redis.url());
                EventStream stream = EventStream.open(uri(port, "/sse")).awaitConnected();
                Jedis client = redis.client()) {
            client.lpush("message_list", "Hello, browser");
            assertEquals(List.of("Hello, browser"), stream.awaitMessages(1).messages());

            String process = Files.readString(Path.of("/proc", node.inspect("{{.State.Pid}}"), "status"));
            assertTrue(process.contains("Uid:\t10001\t10001\t10001\t10001"), process);
            assertTrue(process.contains("CapEff:\t0000000000000000"), process);
            assertTrue(process.contains("NoNewPrivs:\t1"), process);
            assertNotEquals(0, node.exec("touch", "/tmp/written").exitValue());
            // JNA's library is in the image, so that the kernel is asked as everywhere on Linux.
            assertTrue(!node.log().contains("The kernel does not tell"), node.log());
            assertEquals(0, node.checkHealth());
            assertEquals(0, node.exec("sluice", "check-config", "--connect").exitValue());
        }
    }

    @Test
    void sigtermUnderLoadLosesNothing() throws Exception {
        int otherPort = Ports.free();
        Ledger ledger = new Ledger();
        try (Container node = startNode(port);
                Container other = startNode(otherPort);
                UnifiedJedis client = redis.sharedClient();
                Browsers browsers = Browsers.open(50, List.of(uri(port, "/sse"), uri(otherPort, "/sse")), ledger)
                        .awaitOpen(50);
                Pusher pusher = Pusher.start(message -> client.lpush("message_list", message), 500, ledger)) {
            for (Container each : List.of(node, other)) {
                int before = ledger.received();
                Await.until("messages to flow", () -> ledger.received() >= before + MESSAGES);
                if (each == node) {
                    assertEquals(0, each.stop());
                }
            }
            pusher.close();
            Await.until("all messages", () -> ledger.missing().isEmpty());
            assertEquals(0, ledger.duplicates());
            assertEquals(List.of(), browsers.refusals());
            assertEquals(0, other.stop());
        }
    }

    @Test
    void staysWithinTheLimitOfItsMemory() throws Exception {
        List<String> options = new ArrayList<>(Container.LOCKED);
        options.addAll(List.of("--memory", "256m", "--memory-swap", "256m"));
        List<EventStream> stuck = new ArrayList<>();
        try (Container node = Container.node(
                        image,
                        port,
                        options,
                        "SLUICE_REDIS_URL=" + redis.url(),
                        "SLUICE_QUEUES=inbox:*",
                        "SLUICE_TOPICS=room:*");
                Jedis client = redis.client()) {
            for (int i = 0; i < STUCK; i++) {
                stuck.add(StuckBrowser.open(uri(port, "/sse?queue=inbox:" + i + "&topic=room:" + i)));
            }
            for (int i = 0; i < 3 * STUCK; i++) {
                client.lpush("inbox:" + i % STUCK, i + BIG);
                client.xadd("room:" + i % STUCK, StreamEntryID.NEW_ENTRY, Map.of("data", i + BIG));
            }
            try (EventStream healthy =
                    EventStream.open(uri(port, "/sse?queue=inbox:healthy")).awaitConnected()) {
                client.lpush("inbox:healthy", "still here");
                assertEquals(List.of("still here"), healthy.awaitMessages(1).messages());
            }
            assertEquals(0, node.checkHealth());
            assertEquals("running", node.inspect("{{.State.Status}}"));
            assertEquals(0, node.stop());
        } finally {
            for (EventStream stream : stuck) {
                stream.close();
            }
        }
    }
}
