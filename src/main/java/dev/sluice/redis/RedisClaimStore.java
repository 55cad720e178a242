package dev.sluice.redis;

import dev.sluice.delivery.ClaimStore;
import dev.sluice.delivery.Exchange;
import dev.sluice.delivery.ExchangeResult;
import dev.sluice.delivery.PushListener;
import dev.sluice.delivery.StoreUnavailableException;
import dev.sluice.metrics.NodeMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Queues are Redis lists, and claims lie in lists beside them. One connection claims, and has what it reads tracked;
 * the {@link Doorbell} hears of the writes. Both are opened when first needed and again after they broke. Jedis never
 * repeats a command here: a command without an answer is repeated only by the caller, who knows whether it may be.
 */
public final class RedisClaimStore implements ClaimStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisClaimStore.class);

    /** The answer to the PING that goes along with each look is late by more: the doorbell is dead. */
    private static final Duration DOORBELL_PATIENCE = Duration.ofSeconds(10);

    /** Keys in one EXISTS: few commands for many queues, and none that keeps Redis busy for long. */
    private static final int KEYS_PER_LOOK = 500;

    /** A refusal may pass, as that of too many clients does. */
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final RedisAddress address;
    private final PushListener listener;
    private final Duration silence;
    private final NodeMetrics metrics;
    private final ExchangeCommand command;

    private PipelinedConnection connection;
    private Doorbell doorbell;
    /** By {@link System#nanoTime}; later than now only where Redis has refused to signal pushes. */
    private long listenAgainAt = System.nanoTime();

    /**
     * @param address where Redis is; not connected to yet
     * @param marker unguessable, and another for each node
     * @param listener hears of pushes
     * @param looks how often {@link #withMessages} is called at least, which keeps the doorbell alive
     * @param metrics counts round trips
     */
    public RedisClaimStore(
            RedisAddress address, String marker, PushListener listener, Duration looks, NodeMetrics metrics) {
        this.address = address;
        this.listener = listener;
        this.silence = looks.plus(DOORBELL_PATIENCE);
        this.metrics = metrics;
        this.command = new ExchangeCommand(marker, InstantSource.system());
    }

    @Override
    public List<ExchangeResult> exchange(List<Exchange> exchanges) {
        return ask(() -> {
            List<CommandArguments> commands =
                    exchanges.stream().map(command::arguments).toList();
            return results(evaluate(commands));
        });
    }

    private List<ExchangeResult> results(List<Object> answers) {
        return answers.stream().map(command::result).toList();
    }

    /** Where Redis does not have the script, it has changed nothing: give it the script and ask those again. */
    private List<Object> evaluate(List<CommandArguments> commands) {
        List<Object> answers = pipeline(commands);
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (ExchangeCommand.isScriptMissing(answers.get(i))) {
                again.add(i);
            }
        }
        if (!again.isEmpty()) {
            connection.sendCommand(
                    Command.SCRIPT, "LOAD".getBytes(StandardCharsets.US_ASCII), ExchangeCommand.SCRIPT.source());
            connection.getOne();
            List<Object> second = pipeline(again.stream().map(commands::get).toList());
            for (int i = 0; i < again.size(); i++) {
                answers.set(again.get(i), second.get(i));
            }
        }
        return answers;
    }

    @Override
    public Collection<String> withMessages(Collection<String> queues) {
        return ask(() -> {
            listenAgainIfBroken();
            List<String> names = List.copyOf(queues);
            List<List<String>> looks = new ArrayList<>();
            for (int from = 0; from < names.size(); from += KEYS_PER_LOOK) {
                looks.add(names.subList(from, Math.min(from + KEYS_PER_LOOK, names.size())));
            }
            List<CommandArguments> commands = new ArrayList<>();
            looks.forEach(keys -> commands.add(new CommandArguments(Command.EXISTS).keys(keys)));
            if (commands.isEmpty()) {
                commands.add(new CommandArguments(Command.PING));
            }
            List<Object> answers = pipeline(commands);
            if (looks.isEmpty() && answers.get(0) instanceof JedisDataException refusal) {
                throw refusal;
            }
            List<String> found = new ArrayList<>();
            for (int i = 0; i < looks.size(); i++) {
                // Not "!= 0": an error says nothing, so these may hold messages.
                if (!Long.valueOf(0).equals(answers.get(i))) {
                    found.addAll(looks.get(i));
                }
            }
            return found;
        });
    }

    private List<Object> pipeline(List<CommandArguments> commands) {
        metrics.roundTrip();
        commands.forEach(connection::sendCommand);
        return connection.getMany(commands.size());
    }

    private void listenAgainIfBroken() {
        if (doorbell != null && doorbell.isBroken()) {
            doorbell.close();
            doorbell = null;
        }
        if (doorbell == null && System.nanoTime() - listenAgainAt >= 0) {
            listen();
        } else if (doorbell != null) {
            doorbell.ping();
        }
    }

    private <T> T ask(Supplier<T> question) {
        try {
            if (connection == null) {
                connect();
            }
            return question.get();
        } catch (RuntimeException e) {
            // Whatever it was: what the connection would answer next is not known any more.
            disconnect();
            throw new StoreUnavailableException("Redis at " + address + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void connect() {
        connection = address.connect("claims");
        listen();
    }

    /** Opens the doorbell, where Redis signals pushes at all. */
    private void listen() {
        try {
            Doorbell bell = Doorbell.open(address, listener, silence);
            try {
                track(bell.clientId());
            } catch (RuntimeException e) {
                bell.close();
                throw e;
            }
            doorbell = bell;
            listener.pushedAnywhere();
        } catch (JedisDataException e) {
            listenAgainAt = System.nanoTime() + REFUSAL_NANOS;
            LOG.warn("Redis does not signal pushes, so queues are polled: {}", e.getMessage());
        }
    }

    /** Has the claiming connection tracked, with NOLOOP, since its own moves are no news. */
    private void track(long doorbellId) {
        connection.sendCommand(Command.CLIENT, "TRACKING", "ON", "REDIRECT", Long.toString(doorbellId), "NOLOOP");
        try {
            connection.getOne();
        } catch (JedisDataException e) {
            if (e.getMessage().contains("want redirect to does not exist")) {
                // No refusal to signal: the doorbell was cut since it was opened.
                throw new JedisConnectionException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private void disconnect() {
        PipelinedConnection cut = connection;
        Doorbell silenced = doorbell;
        connection = null;
        doorbell = null;
        if (cut != null) {
            cut.close();
        }
        if (silenced != null) {
            silenced.close();
        }
    }

    @Override
    public boolean signalsPushes() {
        return doorbell != null && !doorbell.isBroken();
    }

    @Override
    public void close() {
        disconnect();
    }
}
