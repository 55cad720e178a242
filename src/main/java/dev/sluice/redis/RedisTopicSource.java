package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.redis.script.TopicScript;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.TopicAnswer;
import dev.sluice.store.topic.TopicSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;

/** A source of Redis streams, whose entries have a field {@code data} and perhaps a field {@code event}. */
public final class RedisTopicSource implements TopicSource {
    /** The lowest id that counts as a time, as in stream.lua. */
    private static final long FIRST_TIME = 1_000_000_000_000L;

    private final RedisServers servers;
    private final int maxEventBytes;
    private final Function<String, Optional<Duration>> idleTtls;
    private final InstantSource clock;

    /**
     * @param servers the servers with the streams
     * @param maxEventBytes the longest data of an event for browsers
     * @param idleTtls how long each topic stays after its last event
     */
    public RedisTopicSource(
            RedisServers servers,
            int maxEventBytes,
            Function<String, Optional<Duration>> idleTtls,
            InstantSource clock) {
        this.servers = servers;
        this.maxEventBytes = maxEventBytes;
        this.idleTtls = idleTtls;
        this.clock = clock;
    }

    @Override
    public List<TopicAnswer> read(List<PageRequest> requests) {
        List<CommandArguments> commands = new ArrayList<>();
        for (PageRequest request : requests) {
            CommandArguments command = new ScriptCommand(TopicScript.SCRIPT, List.of(request.topic()));
            TopicScript.arguments(request, maxEventBytes).forEach(command::add);
            commands.add(command);
        }
        return servers.ask(commands).stream().map(RedisTopicSource::answer).toList();
    }

    private static TopicAnswer answer(Object said) {
        if (said instanceof List<?> page) {
            return TopicScript.page(page);
        }
        RedisError error = (RedisError) said;
        return error.isOfServer() ? new TopicAnswer.Unanswered() : new TopicAnswer.Refused(error.refusal("stream"));
    }

    @Override
    public boolean wasIdle(String topic, StreamId last) {
        return last.millis() >= FIRST_TIME
                && idleTtls.apply(topic)
                        .filter(ttl -> last.millis() <= clock.millis() - ttl.toMillis())
                        .isPresent();
    }

    @Override
    public boolean signalsChanges() {
        return servers.signalsPushes();
    }
}
