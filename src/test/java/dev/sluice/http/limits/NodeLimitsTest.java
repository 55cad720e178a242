package dev.sluice.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.access.Access;
import dev.sluice.access.Grants;
import dev.sluice.access.Need;
import dev.sluice.config.ClientLimits;
import dev.sluice.config.Networks;
import dev.sluice.config.Setting;
import dev.sluice.connection.BrowserConnection;
import dev.sluice.connection.RetryDelay;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.metrics.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeLimitsTest {
    private static final String STRANGER = "203.0.113.7";

    private long now;

    private final Metrics metrics = Metrics.ofNode();
    private final NodeLimits limits = new NodeLimits(
            new Networks(List.of("10.0.0.0/8")),
            new RetryDelay(Duration.ofSeconds(3), new Random(1)),
            metrics,
            () -> now);

    private void apply(Map<Setting, Integer> all) {
        limits.apply(new ClientLimits(all.isEmpty() ? Map.of() : new EnumMap<>(all)));
    }

    private static HttpServletRequest request() {
        return FakeRequest.of(STRANGER);
    }

    private static Access access(String user) {
        return new Access(Optional.ofNullable(user), Grants.NONE, Optional.empty(), List.of());
    }

    private static CompletableFuture<Access> decided(String user) {
        return CompletableFuture.completedFuture(access(user));
    }

    private static Problem refusal(CompletableFuture<Access> decision) {
        CompletionException failure = assertThrows(CompletionException.class, decision::join);
        return ((RefusedException) failure.getCause()).problem();
    }

    private Problem streamRefusal() {
        return assertThrows(RefusedException.class, () -> limits.streams().take(request()))
                .problem();
    }

    private String figures() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        metrics.write(written);
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutLimitsThereAreNoObjects() throws Exception {
        for (Map<Setting, Integer> before :
                List.of(Map.<Setting, Integer>of(), Map.of(Setting.LIMIT_STREAMS_PER_USER, 1))) {
            apply(before);
            apply(Map.of());
            assertSame(StreamLimit.NONE, limits.streams());
            assertSame(RequestLimit.NONE, limits.posts());
            assertSame(RequestLimit.NONE, limits.histories());
        }
        CompletableFuture<Access> decision = decided("ann");
        assertSame(decision, limits.posts().countUser(decision, Access::user));
        assertSame(StreamPlace.NONE, limits.streams().take(request()));
    }

    @Test
    void refusalNamesTheLimitAndTheTime() throws Exception {
        apply(Map.of(Setting.LIMIT_POSTS_PER_ADDRESS, 1));
        limits.posts().countAddress(request());
        Problem problem = assertThrows(
                        RefusedException.class, () -> limits.posts().countAddress(request()))
                .problem();
        assertEquals(
                new Problem(
                        429,
                        "Too Many Requests",
                        "The limit for each address, 1 posts a second, is reached (SLUICE_LIMIT_POSTS_PER_ADDRESS).",
                        1),
                problem);
        limits.posts().countAddress(FakeRequest.of("203.0.113.8"));
        limits.posts().countAddress(FakeRequest.of("10.0.0.1", "203.0.113.9"));
        limits.histories().countAddress(request());
    }

    @Test
    void usersCountOnceForEachRequest() {
        apply(Map.of(Setting.LIMIT_POSTS_PER_USER, 2));
        Function<List<Need>, CompletableFuture<Access>> decisions =
                limits.posts().countUserOnce(needs -> decided("ann"));
        for (int i = 0; i < 5; i++) {
            assertEquals(access("ann"), decisions.apply(List.of()).join());
        }
        assertEquals(
                access("ann"),
                limits.posts().countUser(decided("ann"), Access::user).join());
        assertTrue(refusal(limits.posts().countUser(decided("ann"), Access::user))
                .detail()
                .contains("SLUICE_LIMIT_POSTS_PER_USER"));
        assertEquals(
                429,
                refusal(limits.posts().countUserOnce(needs -> decided("ann")).apply(List.of()))
                        .status());
        assertEquals(
                access("bob"),
                limits.posts().countUser(decided("bob"), Access::user).join());
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    access(null),
                    limits.posts().countUser(decided(null), Access::user).join(),
                    "without a user");
        }
    }

    @Test
    void requestsWithoutAnAddressAreNotCounted() throws Exception {
        apply(Map.of(Setting.LIMIT_HISTORIES_PER_ADDRESS, 1));
        for (int i = 0; i < 5; i++) {
            limits.histories().countAddress(FakeRequest.of("192.0.2.1", STRANGER));
            limits.histories().countAddress(FakeRequest.of("10.0.0.1"));
        }
        assertTrue(limits.fault().isPresent());
    }

    @Test
    void aClosedStreamGivesItsPlaceBackOnce() throws Exception {
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 1, Setting.LIMIT_STREAMS_PER_USER, 1));
        StreamPlace place = limits.streams().take(request());
        place.takeFor(access("ann"));
        AtomicInteger closed = new AtomicInteger();
        BrowserConnection.Listener held = place.heldBy(new BrowserConnection.Listener() {
            @Override
            public void drained(BrowserConnection connection) {}

            @Override
            public void closed(BrowserConnection connection) {
                closed.incrementAndGet();
                throw new IllegalStateException("a failure of the stream");
            }
        });
        assertTrue(streamRefusal().detail().contains("SLUICE_LIMIT_STREAMS_PER_ADDRESS"));
        assertThrows(IllegalStateException.class, () -> held.closed(null));
        assertEquals(1, closed.get());
        place.giveBack();
        place.giveBack();
        StreamPlace next = limits.streams().take(request());
        next.takeFor(access("ann"));
        assertEquals(429, streamRefusal().status(), "given back twice");
    }

    @Test
    void aStreamRefusedForItsUserGivesBack() throws Exception {
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 2, Setting.LIMIT_STREAMS_PER_USER, 1));
        StreamPlace first = limits.streams().take(request());
        first.takeFor(access("ann"));
        StreamPlace second = limits.streams().take(request());
        Problem problem = assertThrows(RefusedException.class, () -> second.takeFor(access("ann")))
                .problem();
        assertTrue(problem.detail().contains("SLUICE_LIMIT_STREAMS_PER_USER"), problem.detail());
        second.giveBack();
        limits.streams().take(request()).takeFor(access("bob"));
        assertEquals(429, streamRefusal().status());
        first.giveBack();
        limits.streams().take(request()).takeFor(access("ann"));
    }

    @Test
    void aRequestThatComesAgainKeepsItsPlace() throws Exception {
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 1));
        HttpServletRequest request = request();
        StreamPlace place = limits.streams().take(request);
        assertSame(place, limits.streams().take(request));
        assertEquals(429, streamRefusal().status());
        place.giveBack();
        limits.streams().take(request());
    }

    /** A little later than the browsers that a full node sends away. */
    @Test
    void programsWithTooManyStreamsWaitLonger() throws Exception {
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 1));
        limits.streams().take(request());
        for (int i = 0; i < 100; i++) {
            int seconds = streamRefusal().retrySeconds();
            assertTrue(seconds >= 7 && seconds <= 22, seconds + " s");
        }
    }

    @Test
    void countsOutlastAnotherNumberButNotNone() throws Exception {
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 2));
        StreamPlace first = limits.streams().take(request());
        limits.streams().take(request());
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 1));
        assertEquals(429, streamRefusal().status());
        first.giveBack();
        assertEquals(429, streamRefusal().status(), "one is still open");
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 2));
        limits.streams().take(request());
        apply(Map.of());
        apply(Map.of(Setting.LIMIT_STREAMS_PER_ADDRESS, 1));
        limits.streams().take(request());
        assertEquals(429, streamRefusal().status());
    }

    @Test
    void refusalsAreCountedAndSeldomLogged() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(LimitReport.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            apply(Map.of(Setting.LIMIT_POSTS_PER_ADDRESS, 1, Setting.LIMIT_HISTORIES_PER_ADDRESS, 1));
            assertTrue(figures().contains("sluice_requests_limited_total{limit=\"posts-per-address\"} 0.0"));
            limits.posts().countAddress(request());
            limits.histories().countAddress(request());
            for (int i = 0; i < 10; i++) {
                assertThrows(RefusedException.class, () -> limits.posts().countAddress(request()));
            }
            assertThrows(RefusedException.class, () -> limits.histories().countAddress(request()));
            String figures = figures();
            assertTrue(figures.contains("sluice_requests_limited_total{limit=\"posts-per-address\"} 10.0"), figures);
            assertTrue(figures.contains("sluice_requests_limited_total{limit=\"histories-per-address\"} 1.0"), figures);
            assertEquals(2, lines.list.size(), lines.list.toString());
            String line = lines.list.get(0).getFormattedMessage();
            assertTrue(line.contains(STRANGER) && line.contains("SLUICE_LIMIT_POSTS_PER_ADDRESS=1"), line);
            now += TimeUnit.MINUTES.toNanos(1);
            limits.posts().countAddress(request());
            assertThrows(RefusedException.class, () -> limits.posts().countAddress(request()));
            assertThrows(RefusedException.class, () -> limits.posts().countAddress(request()));
            assertEquals(3, lines.list.size(), lines.list.toString());
        } finally {
            logger.detachAppender(lines);
        }
    }
}
