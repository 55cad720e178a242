package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.PhpServer;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Sockets;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many streams come at once to a PHP with four workers, which is killed and started again. */
class PhpStormIT {
    private static final int WORKERS = 4;
    private static final int MAX_AT_ONCE = 32;

    /** The most connections that PHP has had at once, also those that waited for a worker. */
    private final AtomicLong most = new AtomicLong();

    @Tag("long")
    @Test
    void aKilledPhpEndsNoStreamForGood() throws Exception {
        withstandStorm(100);
    }

    @Tag("long")
    @Test
    void killedPhpEndsNoneOfAThousandStreams() throws Exception {
        withstandStorm(1_000);
    }

    private void count(PhpServer php) {
        try {
            most.accumulateAndGet(Sockets.established(php.port()), Math::max);
        } catch (IOException | RuntimeException e) {
            most.set(Long.MAX_VALUE); // which fails the test
        }
    }

    private static List<String> sessions(PhpServer php, String user, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    try {
                        return php.session(user + "session" + number, user);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private void withstandStorm(int count) throws Exception {
        ScheduledExecutorService counting = Executors.newSingleThreadScheduledExecutor();
        try (RedisProcess redis = RedisProcess.embedded();
                PhpServer php = PhpServer.withWorkers(WORKERS);
                NodeProcess node = NodeProcess.start(
                        redis,
                        "--queues",
                        "inbox:*",
                        "--retry",
                        "500ms",
                        "--auth-url",
                        "http://127.0.0.1:" + php.port() + "/slow-auth.php")) {
            URI address = node.uri("/sse?queue=inbox:42");
            counting.scheduleWithFixedDelay(() -> count(php), 0, 5, TimeUnit.MILLISECONDS);
            int strangers = count / 10;
            try (Browsers browsers = Browsers.withCookies(sessions(php, "42", count - strangers), address);
                    Browsers others = Browsers.withCookies(sessions(php, "43", strangers / 2), address);
                    Browsers unknown = Browsers.withCookies(
                            IntStream.range(0, strangers - strangers / 2)
                                    .mapToObj(number -> "PHPSESSID=nobody" + number)
                                    .toList(),
                            address)) {
                browsers.awaitOpen(count / 10);
                php.kill();
                Thread.sleep(2_000); // long enough that every browser was told to come back
                assertEquals(List.of(), browsers.refusals());
                php.start();
                browsers.awaitOpen(count - strangers);

                php.kill();
                node.restart(); // all streams at once come back, to a node without answers
                Thread.sleep(2_000);
                assertEquals(0, browsers.open());
                assertEquals(List.of(), browsers.refusals());
                php.start();
                browsers.awaitOpen(count - strangers);

                Await.until(
                        "all refusals",
                        () -> others.refusals().size() == strangers / 2
                                && unknown.refusals().size() == strangers - strangers / 2);
                assertTrue(others.refusals().stream().allMatch(head -> head.startsWith("HTTP/1.1 403")));
                assertTrue(unknown.refusals().stream().allMatch(head -> head.startsWith("HTTP/1.1 401")));
                assertEquals(0, others.open() + unknown.open());
                node.awaitConnections(count - strangers);
                assertEquals(List.of(), browsers.refusals());
                // A connection is closed a moment after its request was answered or given up, and the next one is sent.
                assertTrue(most.get() > WORKERS && most.get() <= 2 * MAX_AT_ONCE, most::toString);
            }
        } finally {
            counting.shutdownNow();
        }
    }
}
