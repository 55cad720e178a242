package dev.sluice.redis.link;

import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** There is no connection to the server that is needed: nothing was sent, and nothing carried out. */
public final class NotConnectedException extends JedisConnectionException {
    private static final long serialVersionUID = 1;

    public NotConnectedException(JedisException cause) {
        super(cause.getMessage(), cause);
    }
}
