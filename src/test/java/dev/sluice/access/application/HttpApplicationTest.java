package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpApplicationTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final List<Need> INBOX = List.of(new Need(Right.TAKE, "inbox:42"));
    private static final String GRANTED = "{\"sub\": 42, \"take\": [\"inbox:42\"]}";

    private final AtomicLong nanos = new AtomicLong();
    private FakeApplication php;
    private HttpApplication application;

    @BeforeEach
    void start() throws Exception {
        php = new FakeApplication();
        application = new HttpApplication(php.url(), nanos::get, () -> NOW, 1L << 30);
        application.start();
    }

    @AfterEach
    void stop() {
        application.close();
        php.close();
    }

    private static Credentials cookies(String cookies) {
        return new Credentials(
                Optional.empty(),
                Place.NONE,
                Optional.of(cookies),
                Optional.of("Basic abc"),
                Optional.of("https://a.example"));
    }

    private CompletableFuture<Access> ask(String cookies) {
        return application.ask(cookies(cookies), INBOX);
    }

    private static Access granted(CompletableFuture<Access> result) throws Exception {
        Access access = result.get(60, TimeUnit.SECONDS);
        assertTrue(access.permits(INBOX.get(0)));
        return access;
    }

    @Test
    void getsWhatTheApplicationGrants() throws Exception {
        php.answers(200, "{\"sub\": 42, \"take\": [\"inbox:42\"], \"expires\": 1800000001}", Map.of());
        Access access = granted(ask("PHPSESSID=a"));
        assertEquals(Optional.of("42"), access.user());
        assertEquals(Optional.of(NOW.plusSeconds(1)), access.expires());
    }

    @Test
    void sendsNothingElseOfTheClient() throws Exception {
        php.answers(200, GRANTED, Map.of("Set-Cookie", "tracker=1"));
        granted(ask("PHPSESSID=a"));
        granted(ask("PHPSESSID=b"));
        var headers = php.asked().get(1);
        assertEquals(Set.of("Accept", "Authorization", "Cookie", "Host", "Origin", "User-agent"), headers.keySet());
        assertEquals(List.of("Basic abc"), headers.get("Authorization"));
        assertEquals(List.of("PHPSESSID=b"), headers.get("Cookie"));
    }

    @ParameterizedTest
    @CsvSource({
        "301, UNKNOWN_CLIENT", "302, UNKNOWN_CLIENT", "304, UNKNOWN_CLIENT", "401, UNKNOWN_CLIENT", "403, NOT_GRANTED",
        "201, UNAVAILABLE", "204, UNAVAILABLE", "400, UNAVAILABLE", "404, UNAVAILABLE", "407, UNAVAILABLE",
        "429, UNAVAILABLE", "500, UNAVAILABLE", "503, UNAVAILABLE"
    })
    void otherStatusesAreRefusals(int status, Kind kind) throws Exception {
        boolean empty = status == 204 || status == 304;
        php.answers(status, empty ? "" : GRANTED, Map.of("Location", "/login", "Cache-Control", "max-age=60"));
        for (int i = 1; i <= 2; i++) {
            AccessException refusal = Failures.of(ask("PHPSESSID=SECRET"));
            assertEquals(kind, refusal.kind());
            assertTrue(refusal.getMessage().contains("SLUICE_AUTH_URL"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("SECRET"), refusal.getMessage());
            assertEquals(i, php.asked().size(), "refusals are not kept, and redirects not followed");
        }
    }

    @Test
    void refusesAnswersThatHaveExpired() throws Exception {
        php.answers(200, "{\"take\": [\"inbox:42\"], \"expires\": 1800000000}", Map.of());
        assertEquals(Kind.UNKNOWN_CLIENT, Failures.of(ask("a=1")).kind());
    }

    @Test
    void longBodiesOfRefusalsDoNotMatter() throws Exception {
        String page = " ".repeat(64 * 1024);
        php.answers(200, page.substring(GRANTED.length()) + GRANTED, Map.of());
        granted(ask("a=1"));
        php.answers(200, page + GRANTED, Map.of());
        assertEquals(Kind.UNAVAILABLE, Failures.of(ask("a=1")).kind());
        php.answers(401, page + GRANTED, Map.of());
        assertEquals(Kind.UNKNOWN_CLIENT, Failures.of(ask("a=1")).kind());
    }

    @Test
    void keepsAnswersAsLongAsTheySay() throws Exception {
        php.answers(200, GRANTED, Map.of("Cache-Control", "private, max-age=60"));
        granted(ask("a=1"));
        granted(ask("a=1"));
        assertEquals(1, php.asked().size());
        granted(ask("a=2"));
        assertEquals(2, php.asked().size());
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        granted(ask("a=1"));
        assertEquals(3, php.asked().size());
    }

    @Test
    void isAskedAgainAfterARevocation() throws Exception {
        php.answers(200, GRANTED, Map.of("Cache-Control", "max-age=60"));
        assertEquals(Optional.of(NOW), granted(ask("a=1")).issued());
        application.drop(Set.of("41"));
        granted(ask("a=1"));
        assertEquals(1, php.asked().size());
        application.drop(Set.of("42"));
        nanos.incrementAndGet();
        granted(ask("a=1"));
        assertEquals(2, php.asked().size());
    }

    @Test
    void answersFromBeforeARevocationDoNotCount() throws Exception {
        php.answers(200, GRANTED, Map.of("Cache-Control", "max-age=60"));
        CountDownLatch gate = php.hold();
        CompletableFuture<Access> result = ask("a=1");
        Await.until("the request", () -> php.underWay() == 1);
        application.drop(Set.of("42"));
        nanos.incrementAndGet();
        gate.countDown();
        assertEquals(Kind.UNAVAILABLE, Failures.of(result).kind());
        granted(ask("a=1"));
        assertEquals(2, php.asked().size());
    }

    @Test
    void equalRequestsAtOnceAreOne() throws Exception {
        php.answers(200, GRANTED, Map.of());
        CountDownLatch gate = php.hold();
        CompletableFuture<Access> first = ask("a=1");
        CompletableFuture<Access> cancelled = ask("a=1");
        CompletableFuture<Access> last = ask("a=1");
        cancelled.cancel(true);
        gate.countDown();
        granted(first);
        granted(last);
        assertEquals(1, php.asked().size());
        granted(ask("a=1"));
        assertEquals(2, php.asked().size());
    }

    @Test
    void aThousandClientsAreAskedFor32AtOnce() throws Exception {
        php.answers(200, GRANTED, Map.of());
        CountDownLatch gate = php.hold();
        List<CompletableFuture<Access>> results =
                IntStream.range(0, 1_000).mapToObj(i -> ask("a=" + i)).toList();
        Await.until("32 requests", () -> php.underWay() == 32);
        gate.countDown();
        for (CompletableFuture<Access> result : results) {
            granted(result);
        }
        assertEquals(32, php.mostUnderWay());
        assertEquals(1_000, php.asked().size());
    }

    @Test
    void hostileHeadersAreMalformed() throws Exception {
        assertEquals(Kind.MALFORMED, Failures.of(ask("a=1\r\nX-User: admin")).kind());
        assertEquals(0, php.asked().size());
    }

    @Test
    void anApplicationThatIsAwayIsUnavailable() {
        php.close();
        assertEquals(Kind.UNAVAILABLE, Failures.of(ask("a=1")).kind());
    }

    @Test
    void closeEndsWhatIsUnderWay() throws Exception {
        php.hold();
        CompletableFuture<Access> result = ask("a=1");
        Await.until("the request", () -> php.underWay() == 1);
        application.close();
        assertEquals(Kind.UNAVAILABLE, Failures.of(result).kind());
        assertEquals(Kind.UNAVAILABLE, Failures.of(ask("a=2")).kind());
    }
}
