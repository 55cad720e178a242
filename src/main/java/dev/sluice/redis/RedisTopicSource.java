package dev.sluice.redis;

import dev.sluice.delivery.StreamId;
import dev.sluice.delivery.TopicEvent;
import dev.sluice.delivery.TopicPage;
import dev.sluice.delivery.TopicQuestion;
import dev.sluice.delivery.TopicSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;

/** Stream topics are Redis streams, whose entries have a field {@code data} and perhaps a field {@code event}. */
public final class RedisTopicSource implements TopicSource {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTopicSource.class);

    private static final LuaScript TOPIC = new LuaScript("topic.lua");

    private final RedisServers servers;
    private final int maxEventBytes;

    /**
     * @param servers where the streams are
     * @param maxEventBytes an event with longer data is none for browsers
     */
    public RedisTopicSource(RedisServers servers, int maxEventBytes) {
        this.servers = servers;
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public List<TopicPage> read(List<TopicQuestion> questions) {
        List<CommandArguments> commands = new ArrayList<>();
        for (TopicQuestion question : questions) {
            commands.add(new ScriptCommand(TOPIC, 1)
                    .key(question.topic())
                    .add(question.after() == null ? "" : "(" + question.after())
                    .add(question.events())
                    .add(question.bytes())
                    .add(maxEventBytes));
        }
        List<Object> answers = servers.ask(commands);
        List<TopicPage> pages = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof List<?> page) {
                pages.add(page(page));
            } else {
                LOG.warn(
                        "The topic \"{}\" cannot be read now: {}",
                        questions.get(i).topic(),
                        answers.get(i));
                pages.add(null);
            }
        }
        return pages;
    }

    private static TopicPage page(List<?> answer) {
        List<TopicEvent> events = new ArrayList<>();
        for (Object event : (List<?>) answer.get(4)) {
            events.add(event((List<?>) event));
        }
        return new TopicPage(
                id(answer.get(0)).orElse(StreamId.ZERO),
                id(answer.get(1)),
                id(answer.get(2)),
                events,
                Long.valueOf(1).equals(answer.get(3)));
    }

    private static TopicEvent event(List<?> event) {
        StreamId id = id(event.get(0)).orElseThrow();
        String type = string(event.get(2));
        return event.get(1) instanceof byte[] data
                ? new TopicEvent(id, data, data.length, type)
                : new TopicEvent(id, null, (Long) event.get(1), type);
    }

    private static Optional<StreamId> id(Object bytes) {
        return StreamId.parse(string(bytes));
    }

    private static String string(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean signalsChanges() {
        return servers.signalsPushes();
    }
}
