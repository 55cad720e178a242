package dev.sluice.redis;

import dev.sluice.channel.ChannelKind;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.redis.link.LinkPool;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Publishes messages of applications, with one round trip to each server for all of a request. Thread-safe. */
public final class RedisPublisher implements Publisher, AutoCloseable {
    /**
     * The replicas that must have a message before it counts as published.
     *
     * @param count 0 for those who do not wait
     * @param timeout how long to wait for them
     */
    public record Replicas(int count, Duration timeout) {
        /** Waits for none. */
        public static final Replicas NONE = new Replicas(0, Duration.ZERO);
    }

    private final RedisServers servers;
    private final PublishCommands commands;
    private final LinkPool links;
    private final Metrics metrics;
    private final Consumer<String> added;
    private final Replicas replicas;

    /**
     * @param servers the claiming connections, which this follows to another master
     * @param added receives each stream topic with new events, to trim it: XADD itself would trim what a consumer group
     *     has not read; called by the thread that publishes, must not block
     * @param replicas the replicas that must have a message, too
     */
    public RedisPublisher(
            RedisServers servers,
            PublishCommands commands,
            Metrics metrics,
            Consumer<String> added,
            Replicas replicas,
            Ticker ticker) {
        this.servers = servers;
        this.commands = commands;
        this.links = new LinkPool(servers.topology().address(), "publishing", ticker);
        this.metrics = metrics;
        this.added = added;
        this.replicas = replicas;
        servers.onReopened(server -> {
            links.drop();
            links.endWriting();
        });
    }

    /** Makes a publisher that waits for no replicas. */
    public RedisPublisher(
            RedisServers servers, PublishCommands commands, Metrics metrics, Consumer<String> added, Ticker ticker) {
        this(servers, commands, metrics, added, Replicas.NONE, ticker);
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
            if (batch.failed().isPresent()) {
                servers.reportFailure();
            }
            return awaitReplicas(batch, taken.values()) ? batch.answers() : unreplicated(batch.answers());
        } finally {
            links.giveBack(taken.values());
        }
    }

    /**
     * Waits for replicas; returns true if enough have the messages. WAIT is about all writes before the last command of its
     * connection, so it goes over those that have just published; for a repetition, that includes the first attempt.
     */
    private boolean awaitReplicas(CommandBatch batch, Collection<PooledLink> used) {
        return replicas.count() == 0
                || batch.failed().isEmpty() && used.stream().allMatch(this::awaitReplicas);
    }

    private boolean awaitReplicas(PooledLink link) {
        try {
            link.send(new CommandArguments(Command.WAIT)
                    .add(replicas.count())
                    .add(replicas.timeout().toMillis()));
            return link.receive(1).get(0) instanceof Long count && count >= replicas.count();
        } catch (JedisException e) {
            link.fail();
            return false;
        }
    }

    private List<Object> unreplicated(List<Object> answers) {
        RedisError error = new RedisError.Unreplicated(
                "Redis has the messages, but fewer than " + replicas.count() + " of its replicas have them in time");
        return answers.stream()
                .map(answer -> answer instanceof RedisError ? answer : error)
                .toList();
    }

    private static boolean isOfReplica(Object answer) {
        return answer instanceof RedisError.ServerFault fault && fault.isReplica();
    }

    private void read(Part part, Object answer, PublishOutcome[] outcomes) {
        if (part.isScript() && answer instanceof List<?> list) {
            metrics.add(Metric.PUBLISH_REPETITIONS, (Long) list.get(0));
            metrics.add(Metric.PUBLISH_KEYS_DROPPED, (Long) list.get(1));
            for (int i = 0; i < part.places().size(); i++) {
                Object own = list.get(i + 2); // an error in a list is still an exception
                outcomes[part.places().get(i)] =
                        outcome(part, own instanceof JedisDataException error ? RedisErrors.of(error) : own);
            }
        } else {
            PublishOutcome outcome = outcome(part, answer);
            part.places().forEach(place -> outcomes[place] = outcome);
        }
    }

    private PublishOutcome outcome(Part part, Object answer) {
        if (answer instanceof RedisError error) {
            return failed(part, error);
        }
        return new PublishOutcome.Published(
                part.kind() == ChannelKind.STREAM ? StreamId.parse(Replies.text(answer)) : Optional.empty());
    }

    private PublishOutcome failed(Part part, RedisError error) {
        if (error instanceof RedisError.Unreplicated) {
            return new PublishOutcome.Unknown(error.reason());
        }
        if (error instanceof RedisError.WrongType) {
            String needed = part.kind() == ChannelKind.QUEUE ? "list" : "stream";
            return new PublishOutcome.WrongType(RedisError.wrongTypeOf(part.channel(), needed));
        }
        String sentence = error.sentence(servers.topology().address());
        return error.mayBeDone() ? new PublishOutcome.Unknown(sentence) : new PublishOutcome.Refused(sentence);
    }

    @Override
    public void close() {
        links.close();
    }
}
