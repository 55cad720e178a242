package dev.sluice.redis;

import dev.sluice.redis.link.ErrorKinds;
import dev.sluice.redis.script.TopicScript;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicHistory;
import dev.sluice.store.topic.TopicPage;
import java.util.List;

/** Reads streams in Redis, over a client that many threads use. Thread-safe. */
public final class RedisTopicHistory implements TopicHistory {
    private final SharedClient client;
    private final int maxEventBytes;

    /**
     * @param client what many threads use
     * @param maxEventBytes an event with longer data is none for browsers
     */
    public RedisTopicHistory(SharedClient client, int maxEventBytes) {
        this.client = client;
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public TopicPage read(PageRequest request) {
        List<String> arguments = TopicScript.arguments(request, maxEventBytes);
        try {
            return TopicScript.page((List<?>) client.evaluate(TopicScript.SCRIPT, List.of(request.topic()), arguments));
        } catch (StoreUnavailableException e) {
            ErrorKinds.checkType(e.getCause(), request.topic(), "stream");
            throw e;
        }
    }
}
