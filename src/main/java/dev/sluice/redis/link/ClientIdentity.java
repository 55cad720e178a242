package dev.sluice.redis.link;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection as its server knows it. The id alone is not enough: a restarted server counts from the beginning.
 */
public record ClientIdentity(String id, String address) {
    private static final Logger LOG = LoggerFactory.getLogger(ClientIdentity.class);

    private static final Pattern ID = Pattern.compile("(?:^| )id=([0-9]+)");
    private static final Pattern ADDRESS = Pattern.compile(" addr=([^ ]+)");

    /** Asks the server of a connection for its identity; empty if the server does not tell. */
    public static Optional<ClientIdentity> find(PipelinedConnection connection) {
        return ifTold(() -> of(connection));
    }

    private static <T> Optional<T> ifTold(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (JedisDataException e) {
            LOG.debug("Redis does not tell of its clients", e);
            return Optional.empty();
        }
    }

    /**
     * Asks the server of a connection for its identity.
     *
     * @throws JedisDataException if the server does not tell
     */
    static ClientIdentity of(PipelinedConnection connection) {
        connection.sendCommand(Command.CLIENT, "INFO");
        return of(Replies.text(connection.getOne()));
    }

    private static ClientIdentity of(String line) {
        return new ClientIdentity(first(ID, line), first(ADDRESS, line));
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Returns true if the server that another connection leads to has this one; empty if the server does not tell. */
    public Optional<Boolean> isKnownToServerOf(PipelinedConnection other) {
        return ifTold(() -> {
            other.sendCommand(Command.CLIENT, "LIST", "ID", id);
            return Replies.text(other.getOne()).lines().map(ClientIdentity::of).anyMatch(this::isSame);
        });
    }

    /** Compares without the generated equals, which keeps a WAR's classes in Java 17 (JDK-8078641). */
    private boolean isSame(ClientIdentity other) {
        return id.equals(other.id) && address.equals(other.address);
    }

    /**
     * Cuts this connection at the server that another one leads to, if it is there.
     *
     * @throws JedisDataException if the server refuses
     */
    void kill(PipelinedConnection other) {
        other.sendCommand(Command.CLIENT, "KILL", "ID", id, "ADDR", address);
        other.getOne();
    }
}
