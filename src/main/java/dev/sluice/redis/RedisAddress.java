package dev.sluice.redis;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.RedisUrl.Credentials;
import dev.sluice.config.RedisUrl.Host;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Where a Redis is and how to be let in. Immutable. */
public final class RedisAddress {
    /** How long connecting, and waiting for an answer, may take. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    // Only their scheme counts. With rediss Jedis uses what the JVM trusts, and compares the host's name.
    private static final URI PLAIN = URI.create("redis://host:6379");
    private static final URI TLS = URI.create("rediss://host:6379");

    private final RedisUrl url;

    public RedisAddress(RedisUrl url) {
        this.url = url;
    }

    /** The server itself. */
    HostAndPort server() {
        Host host = url.hosts().get(0);
        return new HostAndPort(host.name(), host.port());
    }

    /** Opens a connection of its own; its name is for whoever reads CLIENT LIST. */
    PipelinedConnection connect(HostAndPort server, String name) {
        return new PipelinedConnection(server, config(name));
    }

    /** A client with a pool, for what many threads do. */
    RedisClient newClient(String name) {
        return RedisClient.builder()
                .hostAndPort(server())
                .clientConfig(config(name))
                .build();
    }

    private JedisClientConfig config(String name) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder(url.tls() ? TLS : PLAIN)
                .database(url.database())
                .resp2()
                .timeoutMillis((int) TIMEOUT.toMillis())
                .clientName("sluice-" + name)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        url.credentials().ifPresent(credentials -> authenticate(config, credentials));
        return config.build();
    }

    private static void authenticate(DefaultJedisClientConfig.Builder config, Credentials credentials) {
        credentials.user().ifPresent(config::user);
        config.password(credentials.password());
    }

    /** Where it is, without what lets one in. */
    @Override
    public String toString() {
        return url.toString();
    }
}
