package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.ApacheProcess;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.HaproxyProcess;
import dev.sluice.testing.NginxProcess;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.StuckBrowser;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;

/** What a proxy's computer takes for a browser that does not read counts as delivered in mode sent, so it must be little. */
class ProxyBuffersIT {
    private static final int MESSAGE_BYTES = 10_000;
    private static final int MESSAGES = 200;

    /** Half of it was measured; without the buffers of the shipped configurations, seven times as much. */
    private static final long MAX_BYTES = 1 << 20;

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void nginxBuffersLittleForAStuckBrowser() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                NginxProcess nginx = NginxProcess.toNodes(node.port(), node.port())) {
            assertLittleIsSettled(redis, node, nginx.port());
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void apacheBuffersLittleForAStuckBrowser() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                ApacheProcess apache = ApacheProcess.before(node.port(), node.port())) {
            assertLittleIsSettled(redis, node, apache.port());
        }
    }

    @Tag("long")
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void haproxyBuffersLittleForAStuckBrowser() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                NodeProcess node = NodeProcess.start(redis);
                HaproxyProcess haproxy = HaproxyProcess.before(node.port(), node.port())) {
            assertLittleIsSettled(redis, node, haproxy.port());
        }
    }

    private static void assertLittleIsSettled(RedisProcess redis, NodeProcess node, int port) throws Exception {
        URI stream = URI.create("http://127.0.0.1:" + port + "/sse");
        try (Jedis client = redis.client();
                EventStream unread = StuckBrowser.open(stream)) {
            node.awaitConnections(1);
            String message = "x".repeat(MESSAGE_BYTES);
            for (int i = 0; i < MESSAGES; i++) {
                client.lpush("message_list", message);
                TimeUnit.MILLISECONDS.sleep(50); // one write each, so that each is proven by itself
            }
            TimeUnit.SECONDS.sleep(2);
            assertTrue(node.metric("sluice_claimed_total") > 0, "nothing was sent");
            double bytes = node.metric("sluice_settled_total") * MESSAGE_BYTES;
            assertTrue(bytes < MAX_BYTES, "taken for delivered: " + bytes);
        }
    }
}
