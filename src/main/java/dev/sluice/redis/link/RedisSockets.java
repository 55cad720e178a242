package dev.sluice.redis.link;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Sockets as Jedis opens them, but a TLS handshake that is not answered ends: a Redis that expects no TLS waits for the
 * end of a command, and Jedis would wait for its answer twice.
 */
final class RedisSockets extends DefaultJedisSocketFactory {
    private final int handshakeTimeoutMillis;

    RedisSockets(HostAndPort server, JedisClientConfig config) {
        super(server, config);
        handshakeTimeoutMillis = config.getConnectionTimeoutMillis();
    }

    @Override
    public Socket createSocket() {
        Socket socket = super.createSocket();
        if (socket instanceof SSLSocket tls) {
            try {
                shakeHands(tls);
            } catch (IOException e) {
                close(tls);
                throw new JedisConnectionException("TLS fails: " + e.getMessage(), e);
            }
        }
        return socket;
    }

    private void shakeHands(SSLSocket socket) throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(handshakeTimeoutMillis);
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException e) {
            throw new SSLException("the server does not answer the handshake; perhaps it expects no TLS (redis://)", e);
        }
        socket.setSoTimeout(timeout);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to close.
        }
    }
}
