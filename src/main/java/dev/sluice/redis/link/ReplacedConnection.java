package dev.sluice.redis.link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The last claiming connection to a server, as that server knows it. It is killed before a new one replaces it: a late
 * copy of a command that it left unanswered could otherwise be carried out after its repetition.
 */
public final class ReplacedConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacedConnection.class);

    private ClientIdentity identity;
    private boolean told;

    /** Kills this connection, and records the new one in its place. */
    void replaceBy(PipelinedConnection connection) {
        try {
            if (identity != null) {
                identity.kill(connection);
            }
            identity = ClientIdentity.of(connection);
        } catch (JedisDataException e) {
            if (!told) {
                told = true;
                LOG.warn(
                        "Cannot kill replaced connections (CLIENT KILL), so Redis may carry out a late copy of a claim"
                                + " after its repetition: {}",
                        RedisErrors.of(e).reason());
            }
        }
    }
}
