package dev.sluice.redis;

import dev.sluice.config.TopicPolicy;
import dev.sluice.delivery.TopicTrimmer;
import java.time.Duration;
import java.util.List;

/** Trims streams in Redis. Thread-safe. */
public final class RedisTopicTrimmer implements TopicTrimmer {
    private static final LuaScript TRIM = new LuaScript("trim.lua");

    private final SharedClient client;

    /** @param client what many threads use */
    public RedisTopicTrimmer(SharedClient client) {
        this.client = client;
    }

    @Override
    public long trim(String topic, TopicPolicy policy) {
        return (Long) client.evaluate(
                TRIM,
                List.of(topic),
                List.of(
                        policy.maxLength().map(String::valueOf).orElse(""),
                        policy.maxAge()
                                .map(Duration::toMillis)
                                .map(String::valueOf)
                                .orElse("")));
    }
}
