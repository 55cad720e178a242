package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueEnd;
import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisPublisher;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.PublishCommands;
import dev.sluice.store.KeyListener;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.testing.Await;
import dev.sluice.testing.RedisProcess;
import dev.sluice.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class PublisherReplicasIT {
    private static Publication publication(String key) {
        return new Publication(
                ChannelKind.STREAM,
                "s",
                key.getBytes(StandardCharsets.UTF_8),
                "",
                Optional.of(new Publication.Key(Optional.empty(), key)));
    }

    private static PublishOutcome publish(RedisPublisher publisher, String key) {
        return publisher.publish(List.of(publication(key))).get(0);
    }

    @Test
    void messageIsPublishedOnceReplicasHaveIt() throws Exception {
        try (RedisProcess master = RedisProcess.embedded();
                RedisProcess replica =
                        RedisProcess.embedded("--replicaof", "127.0.0.1", String.valueOf(master.port()));
                RedisServers servers = new RedisServers(
                        new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.REDIS_URL, master.url()))
                                .load()
                                .redisUrl()
                                .orElseThrow(),
                        new Keyspace(Optional.empty()),
                        KeyListener.NONE,
                        Duration.ofSeconds(2),
                        Metrics.ofNode(),
                        () -> {},
                        Ticker.SYSTEM);
                RedisPublisher publisher = new RedisPublisher(
                        servers,
                        new PublishCommands(servers.keys(), queue -> QueueEnd.RIGHT, () -> Duration.ofHours(1)),
                        Metrics.ofNode(),
                        topic -> {},
                        new RedisPublisher.Replicas(1, Duration.ofMillis(500)),
                        Ticker.SYSTEM);
                Jedis client = master.client()) {
            Await.until("the replica follows", () -> publish(publisher, "a") instanceof PublishOutcome.Published);
            assertEquals(1, client.xlen("s"));
            replica.stop();
            PublishOutcome lacking = publish(publisher, "b");
            assertTrue(assertInstanceOf(PublishOutcome.Unknown.class, lacking)
                    .reason()
                    .contains("fewer than 1 of its replicas"));
            assertEquals(2, client.xlen("s"));
            replica.start();
            Await.until("the replica is back", () -> publish(publisher, "b") instanceof PublishOutcome.Published);
            assertEquals(2, client.xlen("s"));
            try (Jedis copy = replica.client()) {
                assertEquals(2, copy.xlen("s"));
            }
        }
    }
}
