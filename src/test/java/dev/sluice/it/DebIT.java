package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.DebianMachine;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.ServerProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** The life of the Debian package on a machine with systemd and Debian's Redis. */
@Tag("long")
class DebIT {
    private static final Path PACKAGE = NodeProcess.jar().resolveSibling("sluice.deb");
    private static final int BROWSERS = 50;
    private static final int PER_SECOND = 500;

    private DebianMachine machine;
    private RedisClient redis;

    @BeforeEach
    void install() throws Exception {
        machine = DebianMachine.boot();
        // It is no part of the package, and the producer of these tests is on another machine.
        machine.run("printf 'bind * \\nprotected-mode no\\n' >> /etc/redis/redis.conf && systemctl start redis-server");
        redis = RedisClient.create("redis://" + machine.address() + ":6379");
        machine.run("apt-get install -y " + machine.copy(PACKAGE));
        awaitReady();
    }

    @AfterEach
    void shutDown() throws Exception {
        if (redis != null) {
            redis.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + machine.address() + ":8080" + path);
    }

    private void awaitReady() throws Exception {
        Await.until(
                "the service to be ready",
                () -> machine.start("curl -fsS http://localhost:8080/health/ready")
                                .exitValue()
                        == 0);
    }

    private String pid() throws Exception {
        return machine.run("systemctl show --property MainPID --value sluice");
    }

    private String journal() throws Exception {
        return machine.run("journalctl --no-pager --output cat --unit sluice");
    }

    @Test
    void installedServiceDeliversAndOwnsNothing() throws Exception {
        try (EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            redis.lpush("message_list", "Hello, browser");
            assertEquals(List.of("Hello, browser"), stream.awaitMessages(1).messages());
            Await.until(
                    "the message is settled",
                    () -> redis.keys("sluice:{message_list}:*").isEmpty());
        }
        assertEquals("sluice", machine.run("stat --format %U /proc/" + pid()));
        assertEquals("CapEff:\t0000000000000000", machine.run("grep CapEff /proc/" + pid() + "/status"));
        assertEquals("65536", machine.run("systemctl show --property LimitNOFILE --value sluice"));
        assertEquals("enabled", machine.run("systemctl is-enabled sluice"));
        assertEquals(
                "root:sluice 750\nroot:sluice 640",
                machine.run("stat --format '%U:%G %a' /etc/sluice /etc/sluice/sluice.yaml"));
        assertEquals("/tmp\n/tmp/hsperfdata_sluice", writableFolders());
        assertFalse(journal().contains("WARN"), journal());
    }

    /** The folders that the service may write to, as it sees them. */
    private String writableFolders() throws Exception {
        return machine.run("nsenter --target " + pid() + " --mount"
                + " setpriv --reuid=sluice --regid=sluice --clear-groups"
                + " find / -maxdepth 4 -path /proc -prune -o -type d -writable -print 2>/dev/null || true");
    }

    @Test
    void wrongFileIsRefusedAndTheNodeStays() throws Exception {
        String before = pid();
        machine.run("echo 'queue: [orders]' >> /etc/sluice/sluice.yaml");
        try (EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            assertNotEquals(0, machine.start("systemctl reload sluice").exitValue());
            assertTrue(
                    journal()
                            .contains("There is no setting for the name in the file /etc/sluice/sluice.yaml: queue."
                                    + " Perhaps you meant \"queues\"."),
                    journal());
            redis.lpush("message_list", "still here");
            assertEquals(List.of("still here"), stream.awaitMessages(1).messages());
        }
        assertEquals(before, pid());
    }

    @Test
    void reloadTakesNewQueuesWithoutACut() throws Exception {
        String before = pid();
        try (EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            machine.run("echo 'queues: [message_list, orders]' >> /etc/sluice/sluice.yaml && systemctl reload sluice");
            // check-config prints them too, before the node has read them.
            Await.until("the new settings", () -> journal().contains("Settings reloaded:"));
            try (EventStream orders = EventStream.open(uri("/sse?queue=orders")).awaitConnected()) {
                redis.lpush("orders", "an order");
                assertEquals(List.of("an order"), orders.awaitMessages(1).messages());
            }
            redis.lpush("message_list", "still here");
            assertEquals(List.of("still here"), stream.awaitMessages(1).messages());
        }
        assertEquals(before, pid());
    }

    @Test
    void serviceWithoutARedisDoesNotStart() throws Exception {
        machine.run("sed -i '/^redis-url/d' /etc/sluice/sluice.yaml && systemctl restart sluice");
        Await.until(
                "a service that has failed",
                () -> machine.run("systemctl show --property ActiveState --value sluice")
                        .equals("failed"));
        assertTrue(journal().contains("There is no Redis: set SLUICE_REDIS_URL"), journal());
    }

    @Test
    void upgradeUnderLoadLosesAndRepeatsNothing(@TempDir Path folder) throws Exception {
        String newer = machine.copy(newerPackage(folder));
        machine.run("echo '# mine' >> /etc/sluice/sluice.yaml");
        String before = pid();
        Ledger ledger = new Ledger();
        try (NodeProcess other = NodeProcess.start(
                        Map.of("SLUICE_REDIS_URL", "redis://" + machine.address() + ":6379"), "--retry", "500ms");
                Browsers browsers = Browsers.open(BROWSERS, List.of(uri("/sse"), other.uri("/sse")), ledger)
                        .awaitOpen(BROWSERS)) {
            assertTrue(browsers.openAt(uri("/sse")) > 0, "no browser is at the service");
            try (Pusher pusher = Pusher.start(message -> redis.lpush("message_list", message), PER_SECOND, ledger)) {
                Await.until("messages before the upgrade", () -> ledger.received() > PER_SECOND);
                machine.run("apt-get install -y -o Dpkg::Options::=--force-confold " + newer);
                awaitReady();
                AtomicInteger fromNewer = new AtomicInteger();
                try (Browsers late = Browsers.open(
                        1, List.of(uri("/sse")), ledger, (browser, from, event) -> fromNewer.getAndIncrement())) {
                    Await.until("messages from the new version", () -> fromNewer.get() > PER_SECOND / BROWSERS);
                    pusher.close();
                    Await.until("all messages", () -> ledger.missing().isEmpty());
                    assertEquals(List.of(), late.refusals());
                }
            }
            assertEquals(List.of(), browsers.refusals());
        }
        assertEquals(0, ledger.duplicates(), "came twice");
        assertNotEquals(before, pid());
        assertEquals("1000", machine.run("dpkg-query --show --showformat '${Version}' sluice"));
        assertEquals("# mine", machine.run("tail -n 1 /etc/sluice/sluice.yaml"));
        assertEquals(
                "root:sluice 640",
                machine.run("stat --format '%U:%G %a' /etc/sluice/sluice.yaml"),
                "rights have changed");
        assertFalse(journal().contains("code=exited, status="), journal());
        assertFalse(machine.run("ls -l /proc/" + pid() + "/fd").contains("sluice.jar (deleted)"));
    }

    /** The same package with a higher version and another configuration file. */
    private static Path newerPackage(Path folder) throws Exception {
        ServerProcess rebuilt = ServerProcess.start(
                List.of(
                        "sh",
                        "-ec",
                        "dpkg-deb --raw-extract \"$1\" new && sed -i 's/^Version:.*/Version: 1000/' new/DEBIAN/control"
                                + " && echo '# a newer default' >> new/etc/sluice/sluice.yaml"
                                + " && dpkg-deb --root-owner-group -Znone --build new newer.deb",
                        "sh",
                        PACKAGE.toString()),
                folder,
                Map.of());
        assertEquals(0, rebuilt.exitValue(), rebuilt.output());
        return folder.resolve("newer.deb");
    }

    @Test
    void removalStopsTheNodeAndPurgeDeletes() throws Exception {
        try (EventStream stream = EventStream.open(uri("/sse")).awaitConnected()) {
            machine.run("apt-get remove -y sluice");
            Await.until("the end of the stream", stream::isEnded);
        }
        assertFalse(journal().contains("code=exited, status="), journal());
        assertTrue(journal().contains("sluice.service: Deactivated successfully."), journal());
        assertNotEquals(0, machine.start("systemctl is-active sluice").exitValue());
        machine.run("test -f /etc/sluice/sluice.yaml");
        machine.run("apt-get purge -y sluice");
        machine.run("test ! -e /etc/sluice && test ! -e /usr/share/sluice && test ! -e /usr/bin/sluice");
        assertEquals("", machine.run("find /etc/systemd /var/lib/systemd -name '*sluice*'"));
    }
}
