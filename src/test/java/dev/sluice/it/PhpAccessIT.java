package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.PhpFpm;
import dev.sluice.testing.RedisProcess;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue for each user, as docs/php.md shows it, with real nginx and PHP-FPM. */
class PhpAccessIT {
    private static final String LOGIN = """
            location = /login.php {
              include /etc/nginx/fastcgi_params;
              fastcgi_param SCRIPT_FILENAME $document_root/login.php;
              fastcgi_pass unix:/run/php/php-fpm.sock;
            }
            """;

    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (PHPSESSID=[^;]+)");

    private static RedisProcess redis;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(redis, "--queues", "inbox:*", "--heartbeat", "1s");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        redis.close();
    }

    private static NginxProcess site(PhpFpm php, String example) throws Exception {
        String login = php.withPlaces(LOGIN);
        return NginxProcess.withLocations(
                php.locations(example).replace("127.0.0.1:8080", "127.0.0.1:" + node.port()) + login);
    }

    private static String logIn(NginxProcess site, String user) throws Exception {
        return logInWith(site, "user=" + user);
    }

    private static String logInWith(NginxProcess site, String query) throws Exception {
        String answer = HttpText.ask(site.port(), "GET", "/login.php?" + query).text();
        Matcher cookie = COOKIE.matcher(answer);
        assertTrue(cookie.find(), answer);
        return "Cookie: " + cookie.group(1);
    }

    private static int status(NginxProcess site, String target, String... headers) throws Exception {
        return HttpText.ask(site.port(), "GET", target, headers).status();
    }

    /** With a parameter that has no effect. */
    private static URI messages(NginxProcess site) {
        return URI.create("http://127.0.0.1:" + site.port() + "/my-messages?queue=inbox:anybody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-request.conf", "x-accel-redirect.conf"})
    void eachUserGetsTheirOwnQueueOnly(String example) throws Exception {
        // Others than with the other example: what their closed streams took a moment ago comes again.
        String anna = "anna" + example.charAt(0);
        String bert = "bert" + example.charAt(0);
        try (PhpFpm php = PhpFpm.create();
                NginxProcess site = site(php, example);
                EventStream ofAnna =
                        EventStream.open(messages(site), logIn(site, anna)).awaitConnected()) {
            redis.sharedClient().lpush("inbox:" + bert, "for Bert");
            redis.sharedClient().lpush("inbox:" + anna, "for Anna");
            assertEquals(List.of("for Anna"), ofAnna.awaitMessages(1).messages());
            try (EventStream ofBert = EventStream.open(messages(site), logIn(site, bert))) {
                assertEquals(List.of("for Bert"), ofBert.awaitMessages(1).messages());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-request.conf", "x-accel-redirect.conf"})
    void refusesStrangersAndKeepsTheRestInside(String example) throws Exception {
        try (PhpFpm php = PhpFpm.create();
                NginxProcess site = site(php, example)) {
            assertEquals(401, status(site, "/my-messages"));
            assertEquals(401, status(site, "/my-messages", logIn(site, "")), "an empty id");
            assertEquals(401, status(site, "/my-messages", logInWith(site, "user[]=anna")), "an id that is not text");
            assertEquals(403, HttpText.ask(site.port(), "POST", "/my-messages").status());
            for (String inside :
                    List.of("/sse?queue=inbox:anna", "/stream-access", "/sluice-stream?queue=inbox:anna")) {
                assertEquals(404, status(site, inside), inside);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-request.conf", "x-accel-redirect.conf"})
    void passesOnWhatTheModuleAsksFor(String example) throws Exception {
        try (PhpFpm php = PhpFpm.create();
                NginxProcess site = site(php, example);
                EventStream stream = EventStream.open(
                        URI.create(
                                "http://127.0.0.1:" + site.port() + "/my-messages?heartbeat=event&lastEventId=abc-1"),
                        logIn(site, "dora"))) {
            Await.until(
                    "a heartbeat that is an event",
                    () -> stream.events().stream()
                            .anyMatch(event -> event.type().equals("sluice:heartbeat")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-request.conf", "x-accel-redirect.conf"})
    void comesBackAfterPhpWasDown(String example) throws Exception {
        try (PhpFpm php = PhpFpm.create();
                NginxProcess site = site(php, example)) {
            String cookie = logIn(site, "carla");
            php.stop();
            HttpText answer = HttpText.ask(site.port(), "GET", "/my-messages", cookie);
            assertEquals(200, answer.status());
            assertTrue(answer.text().endsWith("retry: 3000\n\n"), answer.text());
            php.start();
            EventStream.open(messages(site), cookie).awaitConnected().close();
        }
    }
}
