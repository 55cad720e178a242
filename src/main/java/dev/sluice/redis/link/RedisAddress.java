package dev.sluice.redis.link;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.RedisUrl.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The address of Redis, and the credentials for it. Immutable. */
public final class RedisAddress {
    /** The longest wait for an answer if there is nothing else to do. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The longest wait for an answer if there are other servers to ask. */
    private static final Duration QUESTION_TIMEOUT = Duration.ofSeconds(1);

    /** The longest time for connecting. A lost packet is sent again after a second. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    // Only the scheme counts. With rediss Jedis uses the JVM's trust, unless it is given another, and compares the
    // host's name.
    private static final URI PLAIN = URI.create("redis://host:6379");
    private static final URI TLS = URI.create("rediss://host:6379");

    private final RedisUrl url;
    private final Duration timeout;
    /** The trust for TLS; empty for the JVM's. */
    private final Optional<SslOptions> trust;

    /** @param timeout the default of the wait for an answer */
    public RedisAddress(RedisUrl url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        this.trust = url.ca().map(PrivateTrust::in);
    }

    /** Returns the server, the seeds of the cluster, or the Sentinels. */
    public List<HostAndPort> hosts() {
        return url.hosts().stream()
                .map(host -> new HostAndPort(host.name(), host.port()))
                .toList();
    }

    /** Opens a connection of its own; CLIENT LIST shows its name. */
    public PipelinedConnection connect(HostAndPort server, String name) {
        try {
            return new PipelinedConnection(server, config(name, timeout));
        } catch (JedisConnectionException e) {
            String reason = RedisErrors.of(e).reason();
            throw !url.tls() && (reason.contains("reset") || reason.contains("end of stream"))
                    ? new JedisConnectionException(reason + "; perhaps it expects TLS (rediss://)", e)
                    : e;
        }
    }

    /** Opens a connection to a node of the cluster, to ask which server has which keys. */
    public PipelinedConnection connectToAsk(HostAndPort node) {
        return new PipelinedConnection(node, config("topology", QUESTION_TIMEOUT));
    }

    /** Opens a connection to a Sentinel. */
    public PipelinedConnection connectToSentinel(HostAndPort sentinel) {
        return new PipelinedConnection(sentinel, sentinelConfig());
    }

    /** Returns the default of the wait for an answer. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns the configuration of a connection to a server.
     *
     * @param name shown by CLIENT LIST
     * @param timeout the longest time for connecting, and for an answer
     */
    public JedisClientConfig config(String name, Duration timeout) {
        DefaultJedisClientConfig.Builder config = config(timeout, url.credentials());
        return config.database(url.database()).clientName("sluice-" + name).build();
    }

    /** A Sentinel has no databases. */
    private JedisClientConfig sentinelConfig() {
        return config(QUESTION_TIMEOUT, url.sentinel().orElseThrow().credentials())
                .clientName("sluice-topology")
                .build();
    }

    private DefaultJedisClientConfig.Builder config(Duration timeout, Optional<Credentials> credentials) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder(url.tls() ? TLS : PLAIN)
                .resp2()
                .socketTimeoutMillis((int) timeout.toMillis())
                .connectionTimeoutMillis((int) Math.min(timeout.toMillis(), CONNECT_TIMEOUT.toMillis()))
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        credentials.ifPresent(known -> authenticate(config, known));
        trust.ifPresent(config::sslOptions);
        return config;
    }

    private static void authenticate(DefaultJedisClientConfig.Builder config, Credentials credentials) {
        credentials.user().ifPresent(config::user);
        config.password(credentials.password());
    }

    /** Returns the address without the credentials. */
    @Override
    public String toString() {
        return url.toString();
    }
}
