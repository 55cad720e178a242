package dev.sluice.redis.link;

import dev.sluice.store.KeyListener;
import dev.sluice.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A node's two connections to one server: one claims, and has its reads tracked; the {@link Doorbell} receives the
 * signals of writes. If one of them breaks, both are closed. One thread at a time.
 */
public final class ClaimingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimingConnection.class);

    /** A refusal to signal pushes may pass, such as that of too many clients. */
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final PipelinedConnection connection;
    /** Null if the server refuses to signal pushes. */
    private final Doorbell doorbell;

    private final Ticker ticker;
    private final long openedAt;
    private boolean answered;

    private ClaimingConnection(PipelinedConnection connection, Doorbell doorbell, Ticker ticker) {
        this.connection = connection;
        this.doorbell = doorbell;
        this.ticker = ticker;
        this.openedAt = ticker.nanos();
    }

    /**
     * Opens both connections.
     *
     * @param requireMaster true to refuse a replica; not needed if the server itself refuses keys that it does not have
     * @param replaced the last claiming connection to this server, which is killed
     * @param listener receives the signals of pushes
     * @param safetyPoll the longest interval of {@link #pingDoorbell}
     */
    public static ClaimingConnection open(
            RedisAddress address,
            HostAndPort server,
            boolean requireMaster,
            ReplacedConnection replaced,
            KeyListener listener,
            Duration safetyPoll,
            Ticker ticker) {
        PipelinedConnection connection = address.connect(server, "claims");
        try {
            if (requireMaster) {
                requireMaster(connection, server);
            }
            replaced.replaceBy(connection);
            return new ClaimingConnection(
                    connection, doorbell(address, server, connection, listener, safetyPoll), ticker);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Sentinels, balancers and DNS may lead to a replica. */
    private static void requireMaster(PipelinedConnection connection, HostAndPort server) {
        connection.sendCommand(Command.ROLE);
        try {
            String role = new String((byte[]) ((List<?>) connection.getOne()).get(0), StandardCharsets.US_ASCII);
            if (!role.equals("master")) {
                throw new JedisConnectionException("Redis at " + server + " is a replica, but Sluice must write.");
            }
        } catch (JedisDataException e) {
            // The user may not run ROLE: the first write shows if this is a replica.
            LOG.debug("Redis at {} does not tell its role", server, e);
        }
    }

    /** Returns the doorbell that tracking is redirected to; null if the server signals no pushes. */
    private static Doorbell doorbell(
            RedisAddress address,
            HostAndPort server,
            PipelinedConnection connection,
            KeyListener listener,
            Duration safetyPoll) {
        try {
            Doorbell doorbell = Doorbell.open(address, server, listener, safetyPoll);
            try {
                track(connection, doorbell);
            } catch (RuntimeException e) {
                doorbell.close();
                throw e;
            }
            return doorbell;
        } catch (JedisDataException e) {
            LOG.warn(
                    "Redis at {} does not signal pushes, so queues and topics are polled: {}",
                    server,
                    RedisErrors.of(e).reason());
            return null;
        }
    }

    /** Turns tracking on, with NOLOOP, since the connection's own moves are no news. */
    private static void track(PipelinedConnection connection, Doorbell doorbell) {
        connection.sendCommand(
                Command.CLIENT, "TRACKING", "ON", "REDIRECT", Long.toString(doorbell.clientId()), "NOLOOP");
        try {
            connection.getOne();
        } catch (JedisDataException e) {
            if (!e.getMessage().contains("want redirect to does not exist")) {
                throw e;
            }
            throw elsewhere(doorbell);
        }
        // Another server may have a client with the same id.
        if (doorbell.isElsewhere(connection)) {
            connection.sendCommand(Command.CLIENT, "TRACKING", "OFF");
            connection.getOne();
            throw elsewhere(doorbell);
        }
    }

    /** Returns why the server does not know the doorbell: no refusal to signal if the doorbell was cut meanwhile. */
    private static JedisException elsewhere(Doorbell doorbell) {
        return doorbell.answers()
                ? new JedisDataException(
                        "two connections to this address lead to different servers, as behind a balancer")
                : new JedisConnectionException("The connection that receives the signals of pushes was cut.");
    }

    /** Sends a command; call {@link #receive} for its answer. */
    public void send(CommandArguments command) {
        connection.sendCommand(command);
    }

    /** Returns the next answers, in the order of the commands; errors are {@link JedisDataException}s among them. */
    public List<Object> receive(int count) {
        return connection.getMany(count);
    }

    /** Records that the server has done what it was asked. */
    public void setAnswered() {
        answered = true;
    }

    /** Returns true if the server has ever done what it was asked. */
    public boolean hasAnswered() {
        return answered;
    }

    /** Returns true if a new connection should replace this one, so that pushes are signalled again. */
    public boolean isWornOut() {
        return doorbell == null ? ticker.nanos() - openedAt > REFUSAL_NANOS : doorbell.isBroken();
    }

    /** Detects a dead doorbell. */
    public void pingDoorbell() {
        if (doorbell != null) {
            doorbell.ping();
        }
    }

    public boolean signalsPushes() {
        return doorbell != null && !doorbell.isBroken();
    }

    @Override
    public void close() {
        connection.close();
        if (doorbell != null) {
            doorbell.close();
        }
    }
}
