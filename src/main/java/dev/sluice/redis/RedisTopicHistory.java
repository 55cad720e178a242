package dev.sluice.redis;

import dev.sluice.redis.link.ErrorKinds;
import dev.sluice.redis.script.TopicScript;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.TopicHistory;
import dev.sluice.store.topic.TopicPage;
import dev.sluice.store.topic.TopicQuestion;
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
    public TopicPage read(TopicQuestion question) {
        List<String> arguments = TopicScript.arguments(question, maxEventBytes);
        try {
            return TopicScript.page(
                    (List<?>) client.evaluate(TopicScript.SCRIPT, List.of(question.topic()), arguments));
        } catch (StoreUnavailableException e) {
            ErrorKinds.checkType(e.getCause(), question.topic(), "stream");
            throw e;
        }
    }
}
