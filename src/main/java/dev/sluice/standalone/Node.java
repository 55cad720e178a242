package dev.sluice.standalone;

import dev.sluice.config.ConfigException;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.jetty.JettyServer;
import dev.sluice.jetty.JettyWire;
import dev.sluice.servlet.SluiceListener;
import dev.sluice.standalone.embedded.ChosenRedis;
import dev.sluice.standalone.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** A node in a process of its own: the web server, and Redis if it is the embedded one. */
final class Node implements AutoCloseable {
    /** The exit status if the delivery fails. */
    private static final int ERROR_STATUS = 70; // EX_SOFTWARE of sysexits.h

    private final ChosenRedis redis;
    private final SluiceListener listener;
    private final JettyServer server;

    /**
     * Starts the node.
     *
     * @throws ConfigException if there is no Redis, or the port is taken
     */
    Node(Settings settings) throws Exception {
        settings.requireRedis();
        redis = ChosenRedis.of(settings.redisUrl());
        listener = new SluiceListener(settings, redis.url(), JettyWire::of, Node::halt);
        server = new JettyServer(settings, listener);
        try {
            server.start();
        } catch (IOException | UnresolvedAddressException e) {
            close();
            throw new ConfigException("The node cannot listen on " + settings.host() + ":" + settings.port() + " ("
                    + Setting.HOST.environmentName() + ", " + Setting.PORT.environmentName() + "): " + rootMessage(e)
                    + ".");
        }
    }

    /** Ends the process without shutdown hooks, which may not work after an error. An embedded Redis ends by itself. */
    private static void halt() {
        Runtime.getRuntime().halt(ERROR_STATUS);
    }

    /** Applies other settings while the node runs. */
    void apply(Settings next) {
        listener.apply(next);
    }

    int port() {
        return server.port();
    }

    /** Returns the port of the embedded Redis, if there is one. */
    Optional<Integer> embeddedRedisPort() {
        return redis.embedded().map(EmbeddedRedis::port);
    }

    private static String rootMessage(Throwable e) {
        if (e.getCause() != null) {
            return rootMessage(e.getCause());
        }
        return e instanceof UnresolvedAddressException ? "there is no such host" : e.getMessage();
    }

    @Override
    public void close() {
        server.close();
        redis.close();
    }
}
