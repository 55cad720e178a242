package dev.sluice.redis;

import dev.sluice.redis.script.TopicScript;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicHistory;
import dev.sluice.store.topic.TopicPage;
import java.util.List;

/** Reads streams in Redis over a shared client. Thread-safe. */
public final class RedisTopicHistory implements TopicHistory {
    private final SharedClient client;
    private final int maxEventBytes;

    /**
     * @param client a client for many threads
     * @param maxEventBytes the longest data of an event for browsers
     */
    public RedisTopicHistory(SharedClient client, int maxEventBytes) {
        this.client = client;
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public TopicPage read(PageRequest request) {
        List<String> arguments = TopicScript.arguments(request, maxEventBytes);
        return TopicScript.page((List<?>) client.evaluate(TopicScript.SCRIPT, request.topic(), "stream", arguments));
    }
}
