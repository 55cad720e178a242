package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.redis.topology.Topology;
import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
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
    /** What was thrown in place of an answer, for the log; or null. */
    private Throwable cause;

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

    /** Returns the answer, or a {@link RedisError} in its place. */
    Object answer() {
        return answer;
    }

    /** Records what was thrown in place of an answer. */
    void fail(Throwable thrown) {
        setError(RedisErrors.noAnswer(thrown), thrown);
    }

    private void setError(RedisError error, Throwable thrown) {
        setAnswer(error);
        cause = thrown;
    }

    private void setAnswer(Object what) {
        answered = true;
        answer = what;
    }

    /** Returns true if the server as a whole gave no usable answer. */
    boolean hasFailed() {
        return answer instanceof RedisError error && error.isOfServer();
    }

    /** Returns true if the command was carried out, or may have been. */
    boolean mayBeDone() {
        return !(answer instanceof RedisError error) || error.mayBeDone();
    }

    /**
     * Returns the exception for a command that {@link #hasFailed}.
     *
     * @param mayBeDone true if it, or another command of its batch, may have been carried out
     */
    StoreUnavailableException unavailable(Object address, boolean mayBeDone) {
        return new StoreUnavailableException(((RedisError) answer).unusable(address), cause, mayBeDone);
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
            setError(RedisErrors.of(refusal), refusal);
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
        } else {
            setError(kind, error);
            return !(kind instanceof RedisError.ServerFault);
        }
        return true;
    }

    /** An empty host in a redirection means the server's own. */
    private static HostAndPort known(HostAndPort target, HostAndPort from) {
        return target.getHost().isEmpty() ? new HostAndPort(from.getHost(), target.getPort()) : target;
    }
}
