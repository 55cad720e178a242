package dev.sluice.standalone;

import java.net.URI;
import java.util.Optional;

/** The Redis that a bench uses: one that runs, or an embedded one for the time of it. */
record RedisForBench(URI uri, Optional<EmbeddedRedis> embedded) implements AutoCloseable {
    /** @param running null for an embedded one */
    static RedisForBench of(URI running) {
        if (running != null) {
            return new RedisForBench(running, Optional.empty());
        }
        EmbeddedRedis redis = EmbeddedRedis.start();
        return new RedisForBench(redis.uri(), Optional.of(redis));
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedRedis::close);
    }
}
