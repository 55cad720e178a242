package dev.sluice.redis;

import dev.sluice.channel.TopicPolicy;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.TopicTrimmer;
import dev.sluice.store.topic.TrimResult;
import java.time.Duration;
import java.util.List;

/** Trims streams in Redis. Thread-safe. */
public final class RedisTopicTrimmer implements TopicTrimmer {
    private static final LuaScript TRIM = new LuaScript("stream.lua", "trim.lua");

    private final SharedClient client;

    /** @param client a client for many threads */
    public RedisTopicTrimmer(SharedClient client) {
        this.client = client;
    }

    @Override
    public TrimResult trim(String topic, TopicPolicy policy) {
        try {
            return trimmed((List<?>) client.evaluate(
                    TRIM,
                    topic,
                    "stream",
                    List.of(
                            policy.maxLength().map(String::valueOf).orElse(""),
                            policy.maxAge()
                                    .map(Duration::toMillis)
                                    .map(String::valueOf)
                                    .orElse(""))));
        } catch (StoreUnavailableException e) {
            if (RedisErrors.of(e.getCause()) instanceof RedisError.Refused refused) {
                return new TrimResult.Refused(refused.refusal());
            }
            throw e;
        }
    }

    private static TrimResult trimmed(List<?> answer) {
        return new TrimResult.Trimmed(
                (Long) answer.get(0),
                (Long) answer.get(1) == 1,
                (Long) answer.get(2),
                ((List<?>) answer.get(3)).stream().map(Replies::text).toList());
    }
}
