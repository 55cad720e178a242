package dev.sluice.standalone.embedded;

import dev.sluice.config.RedisUrl;
import java.util.Optional;

/**
 * The Redis to use: one that runs, or an embedded one for as long as this is open.
 *
 * @param url its URL
 * @param embedded the embedded Redis, if it is one
 */
public record ChosenRedis(RedisUrl url, Optional<EmbeddedRedis> embedded) implements AutoCloseable {
    /** @param running the one that runs, or empty to start an embedded one */
    public static ChosenRedis of(Optional<RedisUrl> running) {
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
