package dev.sluice.redis;

import dev.sluice.delivery.PushListener;
import dev.sluice.delivery.StoreUnavailableException;
import dev.sluice.metrics.NodeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The connections over which a node claims, for all that is kept in Redis. They are opened when first needed and again
 * after they broke. Nothing is repeated here that may have been carried out: a command without an answer is repeated
 * only by the caller, who knows whether it may be. One thread at a time.
 */
public final class RedisServers implements AutoCloseable {
    /** Where the server as a whole does not work, rather than the command. Redis 6.2 puts it behind other words. */
    private static final Pattern SERVER_WIDE =
            Pattern.compile("(^|[ :-])(LOADING|READONLY|MISCONF|BUSY|NOAUTH|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|OOM) ");

    /** The answer to the PING that goes along with each look is late by more: the doorbell is dead. */
    private static final Duration DOORBELL_PATIENCE = Duration.ofSeconds(10);

    private final RedisAddress address;
    private final NodeMetrics metrics;
    private final ServerLink link;

    /**
     * @param address where Redis is; not connected to yet
     * @param listener hears of pushes to what was asked for
     * @param looks how often {@link #listen} is called at least, which keeps the doorbell alive
     * @param metrics counts round trips
     */
    public RedisServers(RedisAddress address, PushListener listener, Duration looks, NodeMetrics metrics) {
        this.address = address;
        this.metrics = metrics;
        this.link = new ServerLink(address, address.server(), listener, looks.plus(DOORBELL_PATIENCE));
    }

    /**
     * Sends each command to the server that has its keys, all at once. A server is given a script that it lacks.
     *
     * @return the answers in the order of the commands; an error is a {@link JedisDataException} among them
     * @throws StoreUnavailableException where there was no answer: each of them may have been carried out or not
     */
    List<Object> ask(List<? extends CommandArguments> commands) {
        try {
            if (!link.isOpen()) {
                link.open();
            }
            return evaluate(commands);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Has the pushes to what is read signalled, again where that has ended. */
    void listen() {
        try {
            if (link.isOpen()) {
                link.listenAgainIfBroken();
            }
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Whatever it was: what the connection would answer next is not known any more. */
    private StoreUnavailableException failed(RuntimeException e) {
        link.close();
        return new StoreUnavailableException("Redis at " + address + " cannot be used: " + e.getMessage(), e);
    }

    /** Where Redis does not have the script, it has changed nothing: give it the script and ask those again. */
    private List<Object> evaluate(List<? extends CommandArguments> commands) {
        List<Object> answers = pipeline(commands);
        List<ScriptCommand> again = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof JedisNoScriptException) {
                again.add((ScriptCommand) commands.get(i));
            }
        }
        if (!again.isEmpty()) {
            again.stream().map(ScriptCommand::script).distinct().forEach(link::load);
            List<Object> second = pipeline(again);
            for (int i = 0, next = 0; i < answers.size(); i++) {
                if (answers.get(i) instanceof JedisNoScriptException) {
                    answers.set(i, second.get(next++));
                }
            }
        }
        return answers;
    }

    private List<Object> pipeline(List<? extends CommandArguments> commands) {
        metrics.roundTrip();
        link.send(commands);
        List<Object> answers = link.receive(commands.size());
        for (Object answer : answers) {
            if (answer instanceof JedisDataException error
                    && error.getMessage() != null
                    && SERVER_WIDE.matcher(error.getMessage()).find()) {
                throw error;
            }
        }
        return answers;
    }

    /** Whether every push to what was found empty is signalled now. */
    boolean signalsPushes() {
        return link.signalsPushes();
    }

    @Override
    public void close() {
        link.close();
    }
}
