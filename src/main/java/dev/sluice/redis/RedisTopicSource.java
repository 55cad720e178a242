package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.redis.script.TopicScript;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicSource;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisException;

/** A source of Redis streams, whose entries have a field {@code data} and perhaps a field {@code event}. */
public final class RedisTopicSource implements TopicSource {
    private final RedisServers servers;
    private final int maxEventBytes;

    /**
     * @param servers the servers with the streams
     * @param maxEventBytes the longest data of an event for browsers
     */
    public RedisTopicSource(RedisServers servers, int maxEventBytes) {
        this.servers = servers;
        this.maxEventBytes = maxEventBytes;
    }

    @Override
    public List<TopicAnswer> read(List<PageRequest> requests) {
        List<CommandArguments> commands = new ArrayList<>();
        for (PageRequest request : requests) {
            CommandArguments command = new ScriptCommand(TopicScript.SCRIPT, 1).key(request.topic());
            TopicScript.arguments(request, maxEventBytes).forEach(command::add);
            commands.add(command);
        }
        return servers.ask(commands).stream().map(RedisTopicSource::answer).toList();
    }

    private static TopicAnswer answer(Object said) {
        if (said instanceof List<?> page) {
            return TopicScript.page(page);
        }
        RedisError error = RedisErrors.of((JedisException) said);
        return error instanceof RedisError.NoAnswer
                ? new TopicAnswer.Unanswered()
                : new TopicAnswer.Refused(error.refusal("stream"));
    }

    @Override
    public boolean signalsChanges() {
        return servers.signalsPushes();
    }
}
