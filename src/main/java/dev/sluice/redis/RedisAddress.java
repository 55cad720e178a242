package dev.sluice.redis;

import java.net.URI;
import java.net.URISyntaxException;
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

    private static final int DEFAULT_PORT = 6379;

    private final URI uri;

    /** @param uri {@code redis://} or {@code rediss://}, with a host */
    public RedisAddress(URI uri) {
        this.uri = uri.getPort() < 0 ? withPort(uri, DEFAULT_PORT) : uri;
    }

    /** Jedis takes no URI without one. */
    private static URI withPort(URI uri, int port) {
        try {
            return new URI(uri.getScheme(), uri.getUserInfo(), uri.getHost(), port, uri.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a Redis URI", e);
        }
    }

    /** Opens a connection of its own; its name is for whoever reads CLIENT LIST. */
    PipelinedConnection connect(String name) {
        return new PipelinedConnection(hostAndPort(), config(name));
    }

    /** A client with a pool, for what many threads do. */
    RedisClient newClient(String name) {
        return RedisClient.builder()
                .hostAndPort(hostAndPort())
                .clientConfig(config(name))
                .build();
    }

    private HostAndPort hostAndPort() {
        return new HostAndPort(uri.getHost(), uri.getPort());
    }

    private JedisClientConfig config(String name) {
        return DefaultJedisClientConfig.builder(uri)
                .resp2()
                .timeoutMillis((int) TIMEOUT.toMillis())
                .clientName("sluice-" + name)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
    }

    /** Host and port, without what lets one in. */
    @Override
    public String toString() {
        return hostAndPort().toString();
    }
}
