package dev.sluice.redis;

import dev.sluice.delivery.TopicPage;
import dev.sluice.delivery.TopicQuestion;
import dev.sluice.delivery.TopicSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;

/** Stream topics are Redis streams, whose entries have a field {@code data} and perhaps a field {@code event}. */
public final class RedisTopicSource implements TopicSource {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTopicSource.class);

    /** Beyond so many, a log says nothing new. */
    private static final int MOST_UNREADABLE = 1_000;

    private final Set<String> unreadable = new HashSet<>();
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
            CommandArguments command = new ScriptCommand(TopicScript.SCRIPT, 1).key(question.topic());
            TopicScript.arguments(question, maxEventBytes).forEach(command::add);
            commands.add(command);
        }
        List<Object> answers = servers.ask(commands);
        List<TopicPage> pages = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof List<?> page) {
                noteReadable(questions.get(i).topic());
                pages.add(TopicScript.page(page));
            } else {
                noteUnreadable(questions.get(i).topic(), (Exception) answers.get(i));
                pages.add(null);
            }
        }
        return pages;
    }

    /** Said once, since it is asked again with every safety poll. */
    private void noteUnreadable(String topic, Exception answer) {
        if (unreadable.size() < MOST_UNREADABLE && unreadable.add(topic)) {
            LOG.warn("The topic \"{}\" is not delivered, the others go on: {}", topic, PlainWords.of(answer));
        }
    }

    private void noteReadable(String topic) {
        if (unreadable.remove(topic)) {
            LOG.info("The topic \"{}\" is delivered again", topic);
        }
    }

    @Override
    public boolean signalsChanges() {
        return servers.signalsPushes();
    }
}
