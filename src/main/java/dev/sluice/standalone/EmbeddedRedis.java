package dev.sluice.standalone;

import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** A Redis for trying things out, which forgets everything when the node stops. */
final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int USUAL_PORT = 6379;

    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the Redis out of the jar, or, where that cannot run, a {@code redis-server} from the PATH; on the usual
     * port, or on a free one.
     *
     * @throws ConfigException where neither runs
     */
    static EmbeddedRedis start() {
        int port = freePort();
        try {
            return start(ExecutableProvider.newJarResourceProvider(), port);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The embedded Redis does not run here", e);
            return startFromPath(port, e);
        }
    }

    private static EmbeddedRedis startFromPath(int port, Exception first) {
        try {
            return start(ExecutableProvider.newExecutableInPath("redis-server"), port);
        } catch (FileNotFoundException e) {
            throw new ConfigException("There is no Redis: the embedded one does not run here (" + firstLine(first)
                    + "), and there is no redis-server on the PATH; install one, or set "
                    + Setting.REDIS_URL.environmentName() + ".");
        } catch (IOException e) {
            throw new ConfigException("There is no Redis: neither the embedded one (" + firstLine(first)
                    + ") nor the redis-server on the PATH (" + firstLine(e) + ") runs here; set "
                    + Setting.REDIS_URL.environmentName() + ".");
        }
    }

    private static EmbeddedRedis start(ExecutableProvider executable, int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .executableProvider(executable)
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        return new EmbeddedRedis(server, port);
    }

    private static int freePort() {
        try (ServerSocket usual = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
            return usual.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                LOG.info(
                        "Port {} is taken, by a Redis of your own perhaps; to use that one set {}=redis://localhost",
                        USUAL_PORT,
                        Setting.REDIS_URL.environmentName());
                return any.getLocalPort();
            } catch (IOException e) {
                throw new ConfigException("There is no free port for the embedded Redis.");
            }
        }
    }

    private static String firstLine(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    RedisUrl url() {
        return RedisUrl.parse("redis://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            LOG.warn("The embedded Redis did not stop: {}", e.getMessage());
        }
    }
}
