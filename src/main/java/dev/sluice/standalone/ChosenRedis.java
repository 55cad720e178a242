package dev.sluice.standalone;

import dev.sluice.config.RedisUrl;
import java.util.Optional;

/**
 * The Redis to use: one that runs, or an embedded one for as long as this is open.
 *
 * @param url where it is
 * @param embedded it, where it is an embedded one
 */
record ChosenRedis(RedisUrl url, Optional<EmbeddedRedis> embedded) implements AutoCloseable {
    /** @param running empty for an embedded one, which is started */
    static ChosenRedis of(Optional<RedisUrl> running) {
        if (running.isPresent()) {
            return new ChosenRedis(running.get(), Optional.empty());
        }
        EmbeddedRedis redis = EmbeddedRedis.start();
        return new ChosenRedis(redis.url(), Optional.of(redis));
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedRedis::close);
    }
}
