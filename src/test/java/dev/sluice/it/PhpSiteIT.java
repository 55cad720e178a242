package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.Chromium;
import dev.sluice.testing.Documents;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.PhpFpm;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Tokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.StreamEntryID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A queue for each user by Sluice's own access control, as docs/php.md shows it, behind real nginx and Apache with PHP. */
class PhpSiteIT {
    private static final Pattern COOKIE = Pattern.compile("(?m)^Set-Cookie: ([^=]+=([^;\r]*))[^\r]*");

    private enum Front {
        NGINX,
        APACHE
    }

    private final int port = Ports.free();
    private RedisProcess redis;
    private PhpFpm php;
    private NodeProcess node;
    private AutoCloseable front;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        php = PhpFpm.create();
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(front, node, php, redis);
    }

    private void startWithTokens(Front kind) throws Exception {
        start(
                kind,
                "--auth-key",
                Tokens.KEY,
                "--grant-take",
                "inbox:{sub}",
                "--topics",
                "user:*",
                "--grant-read",
                "user:{sub}");
    }

    private void startWithSessions(Front kind) throws Exception {
        start(kind, "--auth-url", "http://127.0.0.1:" + port + "/auth.php");
    }

    private void start(Front kind, String... options) throws Exception {
        node = NodeProcess.start(
                redis,
                Stream.concat(Stream.of("--queues", "inbox:*"), Stream.of(options))
                        .toArray(String[]::new));
        String address = "127.0.0.1:" + node.port();
        front = kind == Front.NGINX
                ? NginxProcess.withPhp(port, php, address)
                : ApacheProcess.withPhp(port, php, address);
    }

    /** Calls a script as a browser does; returns the header Cookie with the cookies that are set then. */
    private String call(String path, String... headers) throws Exception {
        String answer = HttpText.ask(port, "GET", path, headers).text();
        assertTrue(answer.startsWith("HTTP/1.1 20"), answer);
        return COOKIE.matcher(answer)
                .results()
                .filter(cookie -> !cookie.group(2).equals("deleted"))
                .map(cookie -> cookie.group(1))
                .distinct()
                .collect(Collectors.joining("; ", "Cookie: ", ""));
    }

    /** Returns the cookies of a user who has logged in. */
    private String logIn(String user, boolean withToken) throws Exception {
        String session = call("/login.php?user=" + user);
        return withToken ? session + "; " + call("/token-cookie.php", session).substring("Cookie: ".length()) : session;
    }

    private int status(String target, String... headers) throws Exception {
        return HttpText.ask(port, "GET", target, headers).status();
    }

    private EventStream open(String user, String... headers) throws Exception {
        return EventStream.open(URI.create("http://127.0.0.1:" + port + "/sse?queue=inbox:" + user), headers)
                .awaitConnected();
    }

    @ParameterizedTest
    @CsvSource({"NGINX, true", "APACHE, false"})
    void eachUserGetsTheirOwnQueueOnly(Front kind, boolean withToken) throws Exception {
        if (withToken) {
            startWithTokens(kind);
        } else {
            startWithSessions(kind);
        }
        String anna = logIn("anna", withToken);
        String bert = logIn("bert", withToken);
        try (EventStream ofAnna = open("anna", anna);
                EventStream ofBert = open("bert", bert)) {
            redis.sharedClient().lpush("inbox:bert", "for Bert");
            redis.sharedClient().lpush("inbox:anna", "for Anna");
            assertEquals(List.of("for Anna"), ofAnna.awaitMessages(1).messages());
            assertEquals(List.of("for Bert"), ofBert.awaitMessages(1).messages());
        }
        assertEquals(403, status("/sse?queue=inbox:bert", anna));
        assertEquals(401, status("/sse?queue=inbox:bert"));
        call("/logout.php", anna);
        String left = anna.split(";")[0]; // the session's; that of the token is deleted
        assertEquals(401, status("/sse?queue=inbox:anna", left));
        assertEquals(200, status("/sse?queue=inbox:bert", bert));
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"NGINX, false", "APACHE, true"})
    void eachUserGetsTheirOwnOtherwiseToo(Front kind, boolean withToken) throws Exception {
        eachUserGetsTheirOwnQueueOnly(kind, withToken);
    }

    @ParameterizedTest
    @EnumSource(names = "NGINX")
    void theCookieIsOutOfReachOfScripts(Front kind) throws Exception {
        startWithTokens(kind);
        String session = call("/login.php?user=anna");
        Matcher cookie = COOKIE.matcher(
                HttpText.ask(port, "GET", "/token-cookie.php", session).text());
        assertTrue(cookie.find());
        String set = cookie.group();
        assertTrue(set.startsWith("Set-Cookie: sluice_token="), set);
        for (String attribute : List.of("; secure", "; HttpOnly", "; SameSite=Lax", "; path=/")) {
            assertTrue(set.contains(attribute), set);
        }
        assertEquals(401, status("/token-cookie.php"));
        String deleted = HttpText.ask(port, "GET", "/logout.php", session).text();
        assertTrue(deleted.contains("Set-Cookie: sluice_token=deleted; expires="), deleted);
    }

    @ParameterizedTest
    @EnumSource(names = "APACHE")
    void aTokenAsJsonWorksInEachPlace(Front kind) throws Exception {
        startWithTokens(kind);
        String answer = HttpText.ask(port, "GET", "/token.php", call("/login.php?number=42"))
                .text();
        JsonNode body =
                JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        String token = body.get("token").asString();
        String bearer = "Authorization: Bearer " + token;
        assertEquals(200, status("/sse?queue=inbox:42&token=" + token));
        assertEquals(200, status("/sse?queue=inbox:42", bearer));
        assertEquals(403, status("/sse?queue=inbox:43", bearer));
        assertEquals(401, status("/token.php"));
        try (EventStream stream = open("42", bearer)) {
            String id = JsonMapper.shared()
                    .readTree(stream.events().get(0).data())
                    .get("connection")
                    .asString();
            assertEquals(
                    200,
                    HttpText.ask(port, "POST", "/renew?connection=" + id, bearer)
                            .status());
        }
    }

    @Tag("long")
    @Test
    void tokensWorkBehindTheOtherFrontToo() throws Exception {
        theCookieIsOutOfReachOfScripts(Front.APACHE);
        Parts.close(front, node);
        aTokenAsJsonWorksInEachPlace(Front.NGINX);
    }

    @Test
    void usersThatAreNoIdGetNothing() throws Exception {
        startWithTokens(Front.NGINX);
        for (String login : List.of("user=", "user[]=anna")) {
            assertEquals(401, status("/token-cookie.php", call("/login.php?" + login)), login);
        }
        HttpText answer = HttpText.ask(port, "GET", "/token-cookie.php", call("/login.php?user=*"));
        Matcher cookie = COOKIE.matcher(answer.text());
        assertTrue(cookie.find(), answer.text());
        assertEquals(403, status("/sse?queue=inbox:anna", "Cookie: " + cookie.group(1)));
    }

    @Test
    void aTopicReachesBothTabsAQueueOne() throws Exception {
        startWithTokens(Front.NGINX);
        String anna = logIn("anna", true);
        URI both = URI.create("http://127.0.0.1:" + port + "/sse?queue=inbox:anna&topic=user:anna");
        try (EventStream tab = EventStream.open(both, anna).awaitPlaced();
                EventStream other = EventStream.open(both, anna).awaitPlaced()) {
            redis.sharedClient().lpush("inbox:anna", "to one");
            redis.sharedClient().xadd("user:anna", StreamEntryID.NEW_ENTRY, Map.of("data", "to both"));
            Await.until(
                    "the messages",
                    () -> tab.messages().size() + other.messages().size() == 3);
            assertTrue(tab.messages().contains("to both") && other.messages().contains("to both"));
            assertTrue(tab.messages().contains("to one") != other.messages().contains("to one"));
        }
        assertEquals(403, status("/sse?topic=user:bert", anna));
    }

    @Tag("long")
    @Test
    void theDocumentedPageRenewsItsStreamByCookie() throws Exception {
        startWithTokens(Front.NGINX);
        String script = Documents.blocks("js").stream()
                .filter(text -> text.contains("/token-cookie.php"))
                .findFirst()
                .orElseThrow();
        try (Chromium chromium = Chromium.start()) {
            chromium.open("http://localhost:" + port + "/login.php?user=42");
            chromium.run("""
                    window.logged = [];
                    console.log = (text) => window.logged.push(String(text));
                    const script = document.createElement('script');
                    script.type = 'module';
                    script.textContent = arguments[0] + '\\nwindow.source = source;';
                    document.head.append(script);
                    """, script);
            Await.until(
                    "the stream",
                    () -> chromium.run("return !!window.source && source.readyState === 1;")
                            .equals(Boolean.TRUE));
            redis.sharedClient().lpush("inbox:42", "for 42");
            Await.until(
                    "the message", () -> chromium.run("return window.logged;").equals(List.of("for 42")));
            chromium.run("source.dispatchEvent(new MessageEvent('sluice:expiring'));");
            Await.until(
                    "the renewal", () -> chromium.run("return window.logged;").equals(List.of("for 42", "renewed")));
        }
    }
}
