package dev.sluice.testing;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.RedisServers;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.store.KeyListener;
import dev.sluice.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.embedded.core.ExecutableProvider;

/** A real Redis on a port of its own: the embedded one, or the one that is installed. */
public final class RedisProcess implements AutoCloseable {
    private final List<String> command;
    private final int port;
    private final Path folder;
    private ServerProcess server;

    private RedisProcess(String executable, List<String> settings) throws Exception {
        port = Ports.free();
        folder = TempFiles.folder("sluice-redis");
        command = new ArrayList<>(List.of(
                executable,
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--bind",
                "127.0.0.1",
                "--repl-diskless-sync-delay",
                "0")); // or a replica waits five seconds for others
        command.addAll(settings);
        start();
    }

    /** The Redis that comes with the jar. */
    public static RedisProcess embedded(String... settings) throws Exception {
        return new RedisProcess(Unpacked.REDIS.toString(), List.of(settings));
    }

    /** The {@code redis-server} that is installed. */
    public static RedisProcess installed(String... settings) throws Exception {
        return new RedisProcess(Programs.require("redis-server").toString(), List.of(settings));
    }

    /** Starts it again on its port. */
    public void start() throws Exception {
        server = ServerProcess.start(command, folder, Map.of()).awaitPort(port);
    }

    public void stop() {
        server.close();
    }

    /** Until no connection of a node leads to it. */
    public void awaitLeft() throws Exception {
        try (Jedis client = client()) {
            NodeConnections.awaitNone(client);
        }
    }

    /** Sends it a signal, such as {@code STOP} or {@code CONT}. */
    public void signal(String name) throws Exception {
        server.signal(name);
    }

    public boolean isAlive() {
        return server.isAlive();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** A client of the test's own. */
    public Jedis client() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                patient().resp2().autoNegotiateProtocol(false).build());
    }

    /** A client that threads share, which connects again by itself and repeats no command. */
    public UnifiedJedis sharedClient() {
        return RedisClient.builder()
                .hostAndPort("127.0.0.1", port)
                .clientConfig(patient().build())
                .build();
    }

    /** The connections of a node, which hears of no push. */
    public RedisServers servers() {
        return new RedisServers(
                RedisUrlParser.parse(url()),
                new Keyspace(Optional.empty()),
                KeyListener.NONE,
                Duration.ofSeconds(2),
                Metrics.ofNode(),
                () -> {},
                Ticker.SYSTEM);
    }

    /** For a client that waits for a busy machine. */
    static DefaultJedisClientConfig.Builder patient() {
        return DefaultJedisClientConfig.builder().timeoutMillis(30_000);
    }

    /** As {@code kill -9}; its folder, and what it has kept there, stay for {@link #start}. */
    public void kill() throws InterruptedException {
        server.kill();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** The Redis out of the jar, once for all tests of a JVM. */
    private static final class Unpacked {
        static final Path REDIS = unpack();

        /**
         * Copied by a process of its own: what another thread starts while this JVM has the file open for writing holds
         * it open too for a moment, and a file that somebody may write cannot be run ("Text file busy").
         */
        private static Path unpack() {
            try {
                File own = ExecutableProvider.newJarResourceProvider().get();
                Path copy = own.toPath().resolveSibling("redis-server");
                int status = new ProcessBuilder("cp", own.toString(), copy.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
                if (status != 0) {
                    throw new IOException("could not copy " + own);
                }
                copy.toFile().deleteOnExit();
                return copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
