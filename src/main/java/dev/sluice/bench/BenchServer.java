package dev.sluice.bench;

import java.io.IOException;
import java.net.URI;

/** A node in its own process, as long as a bench runs. */
public final class BenchServer implements AutoCloseable {
    private final ChildProcess process;
    private final URI redis;

    private BenchServer(ChildProcess process, URI redis) {
        this.process = process;
        this.redis = redis;
    }

    /** Starts it with the defaults, except for its address, what it serves, and that it ends at once. */
    public static BenchServer start(URI redis, String queue, String topic) throws IOException {
        ChildProcess process = ChildProcess.start(
                "serve",
                "--port",
                "0",
                "--redis-url",
                redis.toString(),
                "--queues",
                queue + ",inbox:*",
                "--topics",
                topic,
                "--drain-time",
                "0s");
        return new BenchServer(process, redis);
    }

    /** Returns the target to measure. */
    public Target target() {
        return Target.sluice(process.address(), redis, process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
