package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Rounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A stranger opens streams and posts as much as it can; posts and streams of another address notice nothing. */
class StrangerIT {
    private static final int CONNECTIONS = 200;
    private static final int RATE = 5_000;

    private static final int MESSAGES = Rounds.of(60, 3_000);
    private static final int STREAMS = 5;
    /** Longer than the limit of the other address demands. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int STREAM_LIMIT = 20;
    private static final int POST_LIMIT = 1_000;

    @Test
    void anotherAddressLosesNothing() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(
                        redis,
                        "--http-publish=on",
                        "--pubsub-topics=ticker",
                        "--trusted-proxies=none",
                        "--limit-streams-per-address=" + STREAM_LIMIT,
                        "--limit-posts-per-address=" + POST_LIMIT);
                Stranger stranger = new Stranger(node.port(), CONNECTIONS, RATE)) {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(EventStream.open(node.uri("/sse?topic=chat")).awaitPlaced());
            }
            List<String> posted = new ArrayList<>();
            long[] alone = post(node, posted);
            assertEquals(STREAM_LIMIT, stranger.openStreams());
            stranger.start();
            Await.until("refusals", () -> stranger.refusals() > POST_LIMIT);
            long begin = System.nanoTime();
            long before = stranger.answers();
            long[] beside = post(node, posted);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double rate = (stranger.answers() - before) / seconds;
            for (EventStream stream : streams) {
                assertEquals(posted, stream.awaitMessages(posted.size()).messages());
                assertFalse(stream.isEnded());
            }
            try (EventStream another = EventStream.open(node.uri("/sse?topic=chat"))) {
                another.awaitConnected();
            }
            assertTrue(node.metric("sluice_requests_limited_total{limit=\"posts-per-address\"}") > POST_LIMIT);
            assertEquals(
                    CONNECTIONS - STREAM_LIMIT,
                    node.metric("sluice_requests_limited_total{limit=\"streams-per-address\"}"));
            System.out.printf(
                    "%d posts: alone p50 %.2f ms, p99 %.2f ms; beside a stranger with %.0f requests/s p50 %.2f ms, p99 %.2f ms%n",
                    MESSAGES, millis(alone, 50), millis(alone, 99), rate, millis(beside, 50), millis(beside, 99));
        } finally {
            for (EventStream stream : streams) {
                stream.close();
            }
        }
    }

    /** Posts events, none of which is refused; returns how long each took, the shortest first. */
    private static long[] post(NodeProcess node, List<String> posted) throws Exception {
        long[] nanos = new long[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            String text = "event " + posted.size();
            long begin = System.nanoTime();
            assertEquals(
                    201,
                    node.post("/topics/chat", text.getBytes(StandardCharsets.UTF_8))
                            .statusCode());
            nanos[i] = System.nanoTime() - begin;
            posted.add(text);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static double millis(long[] sorted, int percent) {
        return sorted[sorted.length * percent / 100] / 1e6;
    }
}
