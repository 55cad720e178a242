package dev.sluice.redis;

import dev.sluice.channel.ChannelKind;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.NodeMetrics;
import dev.sluice.redis.link.LinkPool;
import dev.sluice.redis.link.NotConnectedException;
import dev.sluice.redis.link.PooledLink;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.PublishCommands;
import dev.sluice.redis.script.PublishCommands.Part;
import dev.sluice.redis.topology.Topology;
import dev.sluice.store.StreamId;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.Publisher;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Publishes messages that come over HTTP, with one round trip to each server for all of a request. Thread-safe. */
public final class RedisPublisher implements Publisher, AutoCloseable {
    private final RedisServers servers;
    private final PublishCommands commands;
    private final LinkPool links;
    private final NodeMetrics metrics;
    private final Consumer<String> added;

    /**
     * @param servers the claiming connections, which this follows to another master
     * @param added receives each stream topic with new events, to trim it: XADD itself would trim what a consumer group
     *     has not read; called by the thread that publishes, must not block
     */
    public RedisPublisher(
            RedisServers servers,
            PublishCommands commands,
            NodeMetrics metrics,
            Consumer<String> added,
            Ticker ticker) {
        this.servers = servers;
        this.commands = commands;
        this.links = new LinkPool(servers.topology().address(), "publishing", ticker);
        this.metrics = metrics;
        this.added = added;
        servers.onReopened(server -> {
            links.drop();
            links.endWriting();
        });
    }

    @Override
    public List<PublishOutcome> publish(List<Publication> publications) {
        List<Part> parts = commands.parts(publications);
        List<Object> answers = ask(parts.stream().map(Part::command).toList());
        PublishOutcome[] outcomes = new PublishOutcome[publications.size()];
        for (int i = 0; i < answers.size(); i++) {
            read(parts.get(i), answers.get(i), outcomes);
        }
        IntStream.range(0, outcomes.length)
                .filter(place -> publications.get(place).kind() == ChannelKind.STREAM
                        && outcomes[place] instanceof PublishOutcome.Published)
                .mapToObj(place -> publications.get(place).channel())
                .distinct()
                .forEach(added);
        return Arrays.asList(outcomes);
    }

    /** Sends all commands; those that a replica has refused go once more to where the master is by then. */
    private List<Object> ask(List<CommandArguments> all) {
        List<Object> answers = new ArrayList<>(askOnce(all));
        List<Integer> refused = IntStream.range(0, all.size())
                .filter(i -> isOfReplica(answers.get(i)))
                .boxed()
                .toList();
        if (!refused.isEmpty()) {
            links.drop();
            servers.checkNow();
            List<Object> others = askOnce(refused.stream().map(all::get).toList());
            IntStream.range(0, others.size()).forEach(i -> answers.set(refused.get(i), others.get(i)));
        }
        return answers;
    }

    private List<Object> askOnce(List<CommandArguments> all) {
        Topology topology = servers.topology();
        Map<HostAndPort, PooledLink> taken = new HashMap<>();
        try {
            CommandBatch batch = new CommandBatch(
                    all, topology, server -> taken.computeIfAbsent(server, links::take), Optional.empty());
            batch.ask(() -> {});
            if (batch.failure().isPresent()) {
                servers.reportFailure();
            }
            return batch.answers();
        } finally {
            links.giveBack(taken.values());
        }
    }

    private static boolean isOfReplica(Object answer) {
        return answer instanceof JedisConnectionException failure
                && failure.getCause() instanceof JedisDataException refusal
                && RedisErrors.of(refusal) instanceof RedisError.ServerFault fault
                && fault.isReplica();
    }

    private void read(Part part, Object answer, PublishOutcome[] outcomes) {
        if (part.isScript() && answer instanceof List<?> list) {
            metrics.add(Metric.PUBLISH_REPETITIONS, (Long) list.get(0));
            metrics.add(Metric.PUBLISH_KEYS_DROPPED, (Long) list.get(1));
            for (int i = 0; i < part.places().size(); i++) {
                outcomes[part.places().get(i)] = outcome(part, list.get(i + 2));
            }
        } else {
            PublishOutcome outcome = outcome(part, answer);
            part.places().forEach(place -> outcomes[place] = outcome);
        }
    }

    private PublishOutcome outcome(Part part, Object answer) {
        if (answer instanceof JedisException failure) {
            return failed(part, failure);
        }
        return new PublishOutcome.Published(
                part.kind() == ChannelKind.STREAM ? StreamId.parse(Replies.text(answer)) : Optional.empty());
    }

    private PublishOutcome failed(Part part, JedisException failure) {
        boolean isRefusal = failure instanceof JedisDataException || failure.getCause() instanceof JedisDataException;
        RedisError error =
                RedisErrors.of(failure instanceof JedisConnectionException && isRefusal ? failure.getCause() : failure);
        if (error instanceof RedisError.WrongType) {
            String needed = part.kind() == ChannelKind.QUEUE ? "list" : "stream";
            return new PublishOutcome.WrongType(
                    "The key \"" + part.channel() + "\" in Redis does not hold a " + needed);
        }
        String sentence = error.sentence(servers.topology().address());
        return isRefusal || failure instanceof NotConnectedException
                ? new PublishOutcome.Refused(sentence)
                : new PublishOutcome.Unknown(sentence);
    }

    @Override
    public void close() {
        links.close();
    }
}
