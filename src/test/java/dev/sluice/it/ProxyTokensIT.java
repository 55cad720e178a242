package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HaproxyProcess;
import dev.sluice.testing.HttpText;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.Sockets;
import dev.sluice.testing.Tokens;
import dev.sluice.testing.VarnishProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.json.JsonMapper;

/** Tokens go through the shipped proxies, and stay in none of their files. */
class ProxyTokensIT {
    private static final String TOKEN = Tokens.of("ann");
    /** Where a log would cut an address, it has the beginning. */
    private static final String SECRET = TOKEN.substring(TOKEN.indexOf('.') + 1, TOKEN.indexOf('.') + 40);

    private RedisProcess redis;
    private NodeProcess node;
    private AutoCloseable proxy;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        node = NodeProcess.start(
                redis,
                "--auth-key",
                Tokens.KEY,
                "--grant-take",
                "message_list",
                "--topics",
                "chat,closed",
                "--grant-read",
                "closed",
                "--anonymous-read",
                "chat",
                "--topic-history-cache",
                "public");
        UnifiedJedis client = redis.sharedClient();
        for (int i = 1; i <= 10; i++) {
            for (String topic : List.of("chat", "closed")) {
                client.xadd(topic, XAddParams.xAddParams().id(new StreamEntryID(i, 0)), Map.of("data", "x"));
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(proxy, node, redis);
    }

    private static int status(int port, String target, String... headers) throws Exception {
        return HttpText.ask(port, "GET", target, headers).status();
    }

    /** A token comes through in each place, also from outside. */
    private static void assertPassesOn(int port) throws Exception {
        String bearer = "Authorization: Bearer " + TOKEN;
        assertEquals(401, status(port, "/sse"));
        assertEquals(200, status(port, "/sse", bearer));
        assertEquals(200, status(port, "/sse", "Cookie: a=b; sluice_token=" + TOKEN));
        assertEquals(200, status(port, "/sse?token=" + TOKEN));
        String outside = "http://" + Sockets.otherAddress().orElseThrow() + ":" + port;
        try (EventStream stream = EventStream.open(URI.create("http://127.0.0.1:" + port + "/sse"), bearer)
                .awaitConnected()) {
            String id = JsonMapper.shared()
                    .readTree(stream.events().get(0).data())
                    .get("connection")
                    .asString();
            String renewal = outside + "/renew?connection=" + id;
            assertEquals(200, renew(renewal, "Authorization", "Bearer " + TOKEN));
            assertEquals(200, renew(renewal + "&token=" + TOKEN, "X-None", "1"));
            assertEquals(200, renew(renewal, "Cookie", "sluice_token=" + TOKEN, "Sec-Fetch-Site", "same-origin"));
            assertEquals(403, renew(renewal, "Cookie", "sluice_token=" + TOKEN, "Origin", "https://evil.example"));
        }
    }

    /** What one user may read reaches nobody else, although a full page might be kept. */
    private static void assertKeepsPrivateHistory(int port) throws Exception {
        String page = "/topics/closed/events?after=1-0&limit=2";
        for (int i = 0; i < 2; i++) {
            assertEquals(200, status(port, page, "Cookie: sluice_token=" + TOKEN));
            assertEquals(200, status(port, page, "Authorization: Bearer " + TOKEN));
            assertEquals(401, status(port, page));
        }
    }

    private static int renew(String address, String... headers) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .headers(headers)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** With the node there, with requests that are wrong, and without it. */
    private void askInEveryWay(int port, List<String> paths) throws Exception {
        for (boolean isThere : new boolean[] {true, false}) {
            if (!isThere) {
                node.process().kill();
            }
            for (String path : paths) {
                String token = (path.contains("?") ? "&" : "?") + "token=" + TOKEN;
                status(port, path + token);
                status(port, path + token, "Accept: text/html");
                status(port, path + token, "Origin: https://evil.example");
                HttpText.ask(port, "POST", path + token);
            }
        }
    }

    private static final List<String> SITE = List.of("/sse", "/sse.php", "/renew?connection=x");
    private static final List<String> ALL = List.of(
            "/sse",
            "/sse.php",
            "/sse?topic=chat",
            "/renew?connection=x",
            "/topics/chat/events?after=1-0&limit=2",
            "/topics/chat/events?after=1-0&limit=2",
            "/topics/chat/events?last=1");

    private static void assertKeepsNone(String written) {
        int at = written.indexOf(SECRET);
        assertFalse(at >= 0, () -> written.substring(Math.max(0, at - 500), at));
    }

    @Test
    void nginxWritesNoToken() throws Exception {
        NginxProcess nginx = NginxProcess.toNodes(node.port(), node.port());
        proxy = nginx;
        assertPassesOn(nginx.port());
        assertKeepsPrivateHistory(nginx.port());
        askInEveryWay(nginx.port(), ALL);
        assertEquals(502, status(nginx.port(), "/style.css"));
        assertTrue(nginx.written().contains("GET /style.css"), "the log is read");
        assertKeepsNone(nginx.written());
    }

    @Test
    void apacheWritesNoToken() throws Exception {
        ApacheProcess apache = ApacheProcess.before(node.port(), node.port());
        proxy = apache;
        assertPassesOn(apache.port());
        assertKeepsPrivateHistory(apache.port());
        askInEveryWay(apache.port(), ALL);
        assertTrue(apache.written().contains("proxy"), "the log is read");
        assertKeepsNone(apache.written());
    }

    @Tag("long")
    @Test
    void existingNginxSiteLogsNoToken() throws Exception {
        NginxProcess nginx = NginxProcess.withSite("127.0.0.1:" + node.port());
        proxy = nginx;
        assertPassesOn(nginx.port());
        askInEveryWay(nginx.port(), SITE);
        status(nginx.port(), "/style.css");
        assertTrue(nginx.written().contains("GET /style.css HTTP/1.1\" 404"), "the log is read");
        assertKeepsNone(nginx.written());
    }

    @Tag("long")
    @Test
    void existingApacheSiteLogsNoToken() throws Exception {
        ApacheProcess apache = ApacheProcess.withSite("127.0.0.1:" + node.port());
        proxy = apache;
        assertPassesOn(apache.port());
        askInEveryWay(apache.port(), SITE);
        status(apache.port(), "/style.css");
        assertTrue(apache.written().contains("GET /style.css HTTP/1.1\" 503"), "the log is read");
        assertKeepsNone(apache.written());
    }

    @Tag("long")
    @Test
    void haproxyWritesNoToken() throws Exception {
        HaproxyProcess haproxy = HaproxyProcess.before(node.port(), node.port());
        proxy = haproxy;
        assertPassesOn(haproxy.port());
        assertKeepsPrivateHistory(haproxy.port());
        askInEveryWay(haproxy.port(), ALL);
        status(haproxy.port(), "/style.css");
        Await.until("its log", () -> haproxy.written().contains("GET /style.css"));
        assertKeepsNone(haproxy.written());
    }

    @Tag("long")
    @Test
    void varnishPassesTokensOn() throws Exception {
        VarnishProcess varnish = VarnishProcess.before(node.port(), node.port());
        proxy = varnish;
        assertPassesOn(varnish.port());
        assertKeepsPrivateHistory(varnish.port());
        assertKeepsNone(varnish.written());
    }
}
