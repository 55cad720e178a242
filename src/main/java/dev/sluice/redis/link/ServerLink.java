package dev.sluice.redis.link;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The way to one server, whose {@link ClaimingConnection} comes and goes. One thread at a time. */
public interface ServerLink extends AutoCloseable {
    HostAndPort server();

    boolean isOpen();

    /**
     * The connection, which is opened where it is not.
     *
     * @throws JedisConnectionException where that does not succeed, or not at once
     */
    ClaimingConnection connection();

    /** Throws the connection away: what it would answer next is not known any more. */
    void fail();

    @Override
    void close();
}
