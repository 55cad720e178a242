package dev.sluice.redis;

import dev.sluice.delivery.PushListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A node's two connections to one server: one claims, and has what it reads tracked; the {@link Doorbell} hears of the
 * writes. Opened again after each failure. One thread at a time.
 */
final class ServerLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);

    /** A refusal may pass, as that of too many clients does. */
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final RedisAddress address;
    private final HostAndPort server;
    private final PushListener listener;
    private final Duration silence;
    private final Predecessor predecessor = new Predecessor();

    private PipelinedConnection connection;
    private Doorbell doorbell;
    /** By {@link System#nanoTime}; later than now only where the server has refused to signal pushes. */
    private long listenAgainAt = System.nanoTime();

    /**
     * @param listener hears of pushes
     * @param silence without a ring or the answer to a ping for so long, the doorbell is dead
     */
    ServerLink(RedisAddress address, HostAndPort server, PushListener listener, Duration silence) {
        this.address = address;
        this.server = server;
        this.listener = listener;
        this.silence = silence;
    }

    HostAndPort server() {
        return server;
    }

    boolean isOpen() {
        return connection != null;
    }

    void open() {
        connection = address.connect(server, "claims");
        predecessor.replaceBy(connection);
        listen();
    }

    /** Sends the commands, whose answers {@link #receive} is to be called for next. */
    void send(Collection<? extends CommandArguments> commands) {
        commands.forEach(connection::sendCommand);
    }

    /** The next answers, in the order of the commands; an error is a {@link JedisDataException} among them. */
    List<Object> receive(int count) {
        return connection.getMany(count);
    }

    /** Gives the server a script. */
    void load(LuaScript script) {
        connection.sendCommand(Command.SCRIPT, "LOAD".getBytes(StandardCharsets.US_ASCII), script.source());
        connection.getOne();
    }

    /** Has pushes signalled again where that has ended, and proves that it has not where it seems to go on. */
    void listenAgainIfBroken() {
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

    boolean signalsPushes() {
        return doorbell != null && !doorbell.isBroken();
    }

    /** Opens the doorbell, where Redis signals pushes at all. */
    private void listen() {
        try {
            Doorbell bell = Doorbell.open(address, server, listener, silence);
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
            LOG.warn("Redis at {} does not signal pushes, so queues are polled: {}", server, e.getMessage());
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

    @Override
    public void close() {
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
}
