package dev.sluice.standalone;

import dev.sluice.config.ConfigException;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.redis.RedisAddress;
import dev.sluice.webapp.SluiceListener;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** A node in a process of its own: Redis, where it is the embedded one, and the web server. */
final class Node implements AutoCloseable {
    private final Optional<EmbeddedRedis> embedded;
    private final URI redis;
    private final JettyServer server;

    /** @throws ConfigException where there is no Redis to embed, or the port is taken */
    private Node(Settings settings) throws Exception {
        embedded = settings.redisUrl().isPresent() ? Optional.empty() : Optional.of(EmbeddedRedis.start());
        redis = settings.redisUrl().orElseGet(() -> embedded.orElseThrow().uri());
        server = new JettyServer(settings, new SluiceListener(settings, new RedisAddress(redis), JettyWire::of));
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new ConfigException("The node cannot listen on " + settings.host() + ":" + settings.port() + " ("
                    + Setting.PORT.environmentName() + "): " + rootMessage(e) + ".");
        }
    }

    static Node start(Settings settings) throws Exception {
        return new Node(settings);
    }

    int port() {
        return server.port();
    }

    /** The port of the embedded Redis, where there is one. */
    Optional<Integer> embeddedRedisPort() {
        return embedded.map(EmbeddedRedis::port);
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? e.getMessage() : rootMessage(e.getCause());
    }

    @Override
    public void close() {
        server.close();
        embedded.ifPresent(EmbeddedRedis::close);
    }
}
