package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.access.application.HttpApplication;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.PhpServer;
import dev.sluice.time.Ticker;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of real PHP decide by {@code docs/examples/php/auth.php}. */
class ApplicationIT {
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (PHPSESSID=[^;]+)");
    private static final Need OWN = new Need(Right.TAKE, "inbox:42");
    private static final Need FOREIGN = new Need(Right.TAKE, "inbox:43");

    private PhpServer php;
    private HttpApplication application;

    @BeforeEach
    void start() throws Exception {
        php = PhpServer.create();
        application = new HttpApplication(
                URI.create("http://127.0.0.1:" + php.port() + "/auth.php"),
                Ticker.SYSTEM,
                InstantSource.system(),
                1L << 30);
        application.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (application != null) {
            application.close();
            php.close();
        }
    }

    private String logIn(String query) throws Exception {
        String answer = HttpText.ask(php.port(), "GET", "/login.php?" + query).text();
        Matcher cookie = COOKIE.matcher(answer);
        assertTrue(cookie.find(), answer);
        return cookie.group(1);
    }

    private CompletableFuture<Access> ask(String cookies) {
        return application.ask(
                new Credentials(Optional.empty(), Place.NONE, Optional.of(cookies), Optional.empty(), Optional.empty()),
                List.of(OWN));
    }

    private Kind refusal(String cookies) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> ask(cookies).get(60, TimeUnit.SECONDS));
        return assertInstanceOf(AccessException.class, failure.getCause()).kind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=42", "number=42"})
    void grantsTheOwnQueueOnly(String login) throws Exception {
        Access access = ask(logIn(login)).get(60, TimeUnit.SECONDS);
        assertEquals(Optional.of("42"), access.user());
        assertTrue(access.permits(OWN));
        assertFalse(access.permits(FOREIGN));
        assertTrue(access.expires().orElseThrow().isAfter(Instant.now()));
    }

    @Test
    void refusesStrangers() {
        assertEquals(Kind.UNKNOWN_CLIENT, refusal("a=1"));
        assertEquals(Kind.UNKNOWN_CLIENT, refusal("PHPSESSID=0123456789abcdefghijklmnop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=", "user[]=42", "user=*", "user=4*", "user=42%0A", "user=a%22b"})
    void refusesUsersThatAreNoId(String login) throws Exception {
        assertEquals(Kind.UNKNOWN_CLIENT, refusal(logIn(login)));
    }

    @Test
    void aKilledPhpRefusesNobodyForGood() throws Exception {
        String cookie = logIn("user=42");
        php.kill();
        assertEquals(Kind.UNAVAILABLE, refusal(cookie));
        php.start();
        assertTrue(ask(cookie).get(60, TimeUnit.SECONDS).permits(OWN));
    }
}
