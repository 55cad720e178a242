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
 * A node's two connections to one server: one claims, and has what it reads tracked; the {@link Doorbell} hears of the
 * writes. Where one of them breaks, both are thrown away. One thread at a time.
 */
public final class ClaimingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimingConnection.class);

    /** A server's refusal to signal pushes may pass, as that of too many clients does. */
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final PipelinedConnection connection;
    /** Null where the server refuses to signal pushes. */
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
     * @param requireMaster whether the server must say that it is no replica; not needed if it says by itself whether it has
     *     a key
     * @param predecessor the last claiming connection to this server, which is killed
     * @param listener hears of pushes
     * @param safetyPoll how often {@link #pingDoorbell} is called at least
     */
    public static ClaimingConnection open(
            RedisAddress address,
            HostAndPort server,
            boolean requireMaster,
            ReplacedConnection predecessor,
            KeyListener listener,
            Duration safetyPoll,
            Ticker ticker) {
        PipelinedConnection connection = address.connect(server, "claims");
        try {
            if (requireMaster) {
                requireMaster(connection, server);
            }
            predecessor.replaceBy(connection);
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
                throw new JedisConnectionException("Redis at " + server + " is a replica, and Sluice writes.");
            }
        } catch (JedisDataException e) {
            // The user may not run ROLE: then the first write shows whether this is a replica.
            LOG.debug("Redis at {} does not tell its role", server, e);
        }
    }

    /** The doorbell that the connection's tracking is redirected to; null where the server signals no pushes. */
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
                    RedisError.of(e).reason());
            return null;
        }
    }

    /** Has the claiming connection tracked, with NOLOOP, since its own moves are no news. */
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
        // Another server may have a client of that number, too.
        if (doorbell.isElsewhere(connection)) {
            connection.sendCommand(Command.CLIENT, "TRACKING", "OFF");
            connection.getOne();
            throw elsewhere(doorbell);
        }
    }

    /** Why the server does not know the doorbell: no refusal to signal if the doorbell was cut since it was opened. */
    private static JedisException elsewhere(Doorbell doorbell) {
        return doorbell.answers()
                ? new JedisDataException(
                        "two connections to this address lead to different servers, as behind a balancer")
                : new JedisConnectionException("The connection that hears of pushes was cut.");
    }

    /** Sends a command, whose answer {@link #receive} is to be called for. */
    public void send(CommandArguments command) {
        connection.sendCommand(command);
    }

    /** The next answers, in the order of the commands; an error is a {@link JedisDataException} among them. */
    public List<Object> receive(int count) {
        return connection.getMany(count);
    }

    /** The server has done what it was asked to. */
    public void setAnswered() {
        answered = true;
    }

    /** Whether the server has ever done what it was asked to. */
    public boolean hasAnswered() {
        return answered;
    }

    /** Whether another one should take its place, so that pushes are signalled again. */
    public boolean isWornOut() {
        return doorbell == null ? ticker.nanos() - openedAt > REFUSAL_NANOS : doorbell.isBroken();
    }

    /** Makes a dead doorbell known. */
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
