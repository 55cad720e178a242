package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** Browsers that do not read, or not fast enough. */
class StuckBrowserIT {
    private static final int STALL_SECONDS = 3;
    private static final int BYTES_PER_MILLISECOND = 600;
    private static final int PIECE = 16 * 1024;
    private static final String CUT = "took nothing of a write";

    private RedisProcess redis;
    private Jedis client;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        client = redis.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        redis.close();
    }

    private NodeProcess node(String stallTimeout) throws Exception {
        return NodeProcess.start(redis, "--queues", "message_list,inbox:*", "--stall-timeout", stallTimeout);
    }

    @Tag("long")
    @Test
    @DisplayName(
            "A browser that takes nothing is cut and its messages go to others, whose delivery has gone on meanwhile")
    void stuckBrowserIsCutAndDelaysNobody() throws Exception {
        try (NodeProcess node = node("8s");
                EventStream stuck = StuckBrowser.open(node, "/sse?queue=inbox:1");
                EventStream other = EventStream.open(node.uri("/sse")).awaitConnected()) {
            node.awaitConnections(2);
            StuckBrowser.stuff(client, "inbox:1");
            for (int i = 0; i < 1_000; i++) {
                client.lpush("message_list", "m" + i);
            }
            other.awaitMessages(1_000);
            assertEquals(2, node.metric("sluice_connections"), "it is stuck all the while");

            node.awaitConnections(1);
            node.awaitLogged(CUT);
            stuck.startReading();
            Await.until("its end", stuck::isEnded);
            try (EventStream next = EventStream.open(node.uri("/sse?queue=inbox:1"))) {
                Set<String> expected = new HashSet<>(StuckBrowser.TOO_MUCH);
                expected.removeAll(stuck.messages());
                Await.until("its messages", () -> new HashSet<>(next.messages()).containsAll(expected));
            }
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void slowReaderIsNotCut() throws Exception {
        try (NodeProcess node = node(STALL_SECONDS + "s");
                EventStream slow = StuckBrowser.open(node, "/sse?queue=inbox:1")) {
            AtomicBoolean reading = new AtomicBoolean(true);
            // From before the first message on, or it would be stuck while the others are pushed.
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readSlowly(slow, reading));
            StuckBrowser.stuff(client, "inbox:1");
            Thread.sleep(TimeUnit.SECONDS.toMillis(3 * STALL_SECONDS));
            assertEquals(1, node.metric("sluice_connections"));
            assertFalse(node.process().output().contains(CUT));
            reading.set(false);
            reader.get();
            node.awaitConnections(0);
            node.awaitLogged(CUT);
        }
    }

    /**
     * Some 600 KiB/s: with the node's send buffer that shows several times a second. A busy machine makes up for what it
     * has missed.
     */
    private static void readSlowly(EventStream stream, AtomicBoolean reading) {
        long begin = System.nanoTime();
        long read = 0;
        try {
            while (reading.get()) {
                long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) * BYTES_PER_MILLISECOND;
                if (read < due) {
                    stream.read(PIECE);
                    read += PIECE;
                } else {
                    Thread.sleep(20);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
