package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.Claims;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/** The WAR in a container that is not Jetty, under a path that is not the root. */
class WarIT {
    private static final String WAR = System.getProperty("test.war", "target/sluice.war");
    private static final List<String> PROPERTIES = List.of(
            "sluice.redis-url",
            "sluice.queues",
            "sluice.settle-delay",
            "sluice.heartbeat",
            "sluice.drain-time",
            "sluice.stall-timeout");

    @TempDir
    private Path folder;

    private RedisProcess redis;
    private Tomcat tomcat;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.embedded();
        System.setProperty("sluice.redis-url", redis.url());
        System.setProperty("sluice.queues", "message_list");
        System.setProperty("sluice.settle-delay", "300ms");
        System.setProperty("sluice.heartbeat", "500ms");
        System.setProperty("sluice.drain-time", "500ms");
        System.setProperty("sluice.stall-timeout", "2s");
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        // As an installed Tomcat does; classes would be read from jars within the WAR, which takes seconds.
        Files.createDirectory(folder.resolve("webapps"));
        ((StandardHost) tomcat.getHost()).setUnpackWARs(true);
        // The test's own libraries are no part of the application.
        tomcat.addWebapp("/sluice", Path.of(WAR).toAbsolutePath().toString())
                .getJarScanner()
                .setJarScanFilter((type, jar) -> false);
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        PROPERTIES.forEach(System::clearProperty);
        redis.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/sluice" + path);
    }

    @Test
    void aMessageReachesABrowser() throws Exception {
        try (Jedis client = redis.client();
                EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            client.lpush("message_list", "through Tomcat \u4E2D\uD83D\uDEB0", "x".repeat(300_000));
            stream.awaitMessages(2);
            assertEquals("through Tomcat \u4E2D\uD83D\uDEB0", stream.messages().get(0));
            assertEquals(300_000, stream.messages().get(1).length());
            Claims.awaitSettled(client);
        }
    }

    @Tag("long")
    @Test
    void aClosedTabSwallowsNoMessage() throws Exception {
        try (Jedis client = redis.client()) {
            List<EventStream> tabs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tabs.add(EventStream.open(uri("/sse")).awaitConnected());
            }
            try (EventStream left = EventStream.open(uri("/sse")).awaitConnected()) {
                for (EventStream tab : tabs) {
                    tab.close();
                }
                for (int i = 0; i < 200; i++) {
                    client.lpush("message_list", "m" + i);
                }
                left.awaitMessages(200);
                Set<String> received = new HashSet<>(left.messages());
                assertEquals(200, received.size());
            }
        }
    }

    @Test
    void stoppedApplicationSettlesAndSaysGoodbye() throws Exception {
        try (Jedis client = redis.client();
                EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            client.lpush("message_list", "arrived");
            stream.awaitMessages(1);
            application().stop();
            Await.until("the end of the stream", stream::isEnded);
            assertEquals(2, stream.parser().retries(), "one at the beginning and one at the end");
            assertEquals(Set.of(), Claims.processing(client), "left behind");
        }
    }

    @Tag("long")
    @Test
    void aReloadDeliversNothingAgain() throws Exception {
        Ledger ledger = new Ledger();
        try (UnifiedJedis client = redis.sharedClient();
                Browsers browsers =
                        Browsers.open(10, List.of(uri("/sse")), ledger).awaitOpen(10)) {
            try (Pusher pusher = Pusher.start(message -> client.lpush("message_list", message), 300, ledger)) {
                Await.until("messages", () -> ledger.received() > 300);
                application().reload();
                Await.until("more messages", () -> ledger.received() > 1_000);
            }
            Await.until("all messages", () -> ledger.missing().isEmpty());
            assertEquals(0, ledger.duplicates());
            assertEquals(List.of(), browsers.refusals());
        }
    }

    @Test
    void anUndeployedApplicationLeavesNothingBehind() throws Exception {
        try (Jedis client = redis.client();
                EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            for (int i = 0; i < 20; i++) {
                client.lpush(
                        "message_list".getBytes(), new byte[] {-1}); // some lines are left out of the log, and counted
            }
            client.lpush("message_list", "arrived");
            stream.awaitMessages(1);
            WeakReference<ClassLoader> classes =
                    new WeakReference<>(application().getLoader().getClassLoader());
            tomcat.getHost().removeChild(application());
            Await.until("the end of the stream", stream::isEnded);
            List<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getContextClassLoader() == classes.get())
                    .map(Thread::getName)
                    .toList();
            assertEquals(List.of(), threads);
            Await.until("its classes to be collected", () -> {
                System.gc();
                return classes.refersTo(null);
            });
        }
    }

    private Context application() {
        return (Context) tomcat.getHost().findChildren()[0];
    }

    @Tag("long")
    @Test
    void stuckBrowserIsCut() throws Exception {
        try (Jedis client = redis.client()) {
            // Before, or the first ones could be settled until there are more than it takes.
            StuckBrowser.TOO_MUCH.forEach(message -> client.lpush("message_list", message));
            try (EventStream stuck = StuckBrowser.open(uri("/sse"))) {
                Claims.awaitSome(client);
                Await.until("their return", () -> client.llen("message_list") == StuckBrowser.TOO_MUCH.size());
                stuck.startReading();
                Await.until("its end", stuck::isEnded);
            }
        }
    }

    @Test
    void servesThePageAndIsReady() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Await.until("ready", () -> get(http, "/health/ready").statusCode() == 200);
        for (String path : List.of("/", "/sluice.js", "/health/live", "/metrics")) {
            assertEquals(200, get(http, path).statusCode(), path);
        }
    }

    private HttpResponse<String> get(HttpClient http, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void onlyTheJarHasJettyAndRedis() throws Exception {
        try (JarFile war = new JarFile(WAR)) {
            List<String> names = war.stream().map(entry -> entry.getName()).toList();
            assertTrue(names.stream().anyMatch(name -> name.contains("/jedis-")));
            assertFalse(names.stream()
                    .anyMatch(name -> name.contains("jetty-")
                            || name.contains("embedded-redis")
                            || name.contains("picocli")
                            || name.contains("servlet-api")));
        }
    }
}
