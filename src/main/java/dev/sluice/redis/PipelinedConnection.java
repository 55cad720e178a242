package dev.sluice.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;

/** A Jedis connection that can write without reading, which the doorbell needs and a pipeline is made of. */
final class PipelinedConnection extends Connection {
    PipelinedConnection(HostAndPort address, JedisClientConfig config) {
        super(address, config);
    }

    /** Sends a PING whose answer somebody else reads. */
    void sendPing() {
        sendCommand(Command.PING);
        flush();
    }
}
