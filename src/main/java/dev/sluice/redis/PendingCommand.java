package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.redis.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A command on its way to its answer, and its next step. */
final class PendingCommand {
    private final CommandArguments command;
    private HostAndPort server;
    private boolean asking;
    private boolean scriptMissing;
    private boolean answered;
    private Object answer;

    PendingCommand(CommandArguments command) {
        this.command = command;
    }

    /** Returns the server of the last redirection, or else the known one of the keys. */
    HostAndPort server(Topology topology) {
        return server == null ? topology.serverOf(slot()) : server;
    }

    /** Returns true if any server can answer the command. */
    boolean isKeyless() {
        return command.isKeyless();
    }

    private int slot() {
        return isKeyless() ? 0 : command.getKeyHashSlots().iterator().next();
    }

    /** Returns what to send; the last part is the command itself. */
    List<CommandArguments> parts() {
        List<CommandArguments> parts = new ArrayList<>(1);
        if (scriptMissing) {
            byte[] source = ((ScriptCommand) command).script().source();
            parts.add(new CommandArguments(Command.SCRIPT).add("LOAD").add(source));
        }
        if (asking) {
            parts.add(new CommandArguments(Command.ASKING));
        }
        parts.add(command);
        return parts;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Returns the answer: a {@link JedisDataException} is an error, a {@link JedisConnectionException} no answer. */
    Object answer() {
        return answer;
    }

    /** Records that there is no answer. */
    void fail(JedisConnectionException failure) {
        setAnswer(failure);
    }

    private void setAnswer(Object what) {
        answered = true;
        answer = what;
    }

    boolean hasFailed() {
        return answer instanceof JedisConnectionException;
    }

    /**
     * Takes the answers to the {@link #parts}. The command may stay open if the server says why it did nothing.
     *
     * @param from the server that answered
     * @return false if that server can no longer be used
     */
    boolean take(List<Object> answers, HostAndPort from, Topology topology) {
        Object last = answers.get(answers.size() - 1);
        if (scriptMissing && answers.get(0) instanceof JedisDataException refusal) {
            setAnswer(refusal);
        } else if (last instanceof JedisDataException error) {
            return takeError(error, from, topology);
        } else {
            setAnswer(last);
        }
        return true;
    }

    private boolean takeError(JedisDataException error, HostAndPort from, Topology topology) {
        if (error instanceof JedisNoScriptException && !scriptMissing && command instanceof ScriptCommand) {
            scriptMissing = true;
            server = from;
            return true;
        }
        scriptMissing = false;
        asking = false;
        RedisError kind = RedisErrors.of(error);
        if (topology.redirects() && error instanceof JedisMovedDataException moved) {
            server = known(moved.getTargetNode(), from);
            topology.moved(moved.getSlot(), server);
        } else if (topology.redirects() && error instanceof JedisAskDataException ask) {
            server = known(ask.getTargetNode(), from);
            asking = true;
        } else if (kind instanceof RedisError.NoAnswer || kind instanceof RedisError.ServerFault) {
            fail(new JedisConnectionException(error.getMessage(), error));
            return kind instanceof RedisError.NoAnswer;
        } else {
            setAnswer(error);
        }
        return true;
    }

    /** An empty host in a redirection means the server's own. */
    private static HostAndPort known(HostAndPort target, HostAndPort from) {
        return target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target;
    }
}
