package dev.sluice.redis.topology;

import java.time.Duration;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.StaticCommandFlagsRegistry;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.ClusterCommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** Follows a cluster's redirections as Jedis does, but never repeats a command that may have been carried out. */
final class UnrepeatedExecutor extends ClusterCommandExecutor {
    private static final int MAX_ATTEMPTS = 5;

    /** @param timeout how long to follow redirections */
    UnrepeatedExecutor(ClusterConnectionProvider provider, Duration timeout) {
        super(provider, MAX_ATTEMPTS, timeout, StaticCommandFlagsRegistry.registry());
    }

    @Override
    protected <T> T execute(Connection connection, CommandObject<T> command) {
        try {
            return super.execute(connection, command);
        } catch (JedisConnectionException e) {
            // Jedis would repeat an exception of this type.
            throw new JedisException(e.getMessage(), e);
        }
    }
}
