package dev.sluice.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody listens on. They lie below those that Linux gives to outgoing connections, and JVMs that run tests side
 * by side have shares of their own, so that none of these takes a port between its choice here and its use: some servers
 * need seconds to start.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int SHARES = 8;
    private static final int SHARE = (LAST - FIRST) / SHARES;
    private static final int BEGIN = FIRST + Integer.getInteger("test.fork", 1) % SHARES * SHARE;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(SHARE));

    private Ports() {}

    public static int free() {
        for (int tried = 0; tried < SHARE; tried++) {
            int port = BEGIN + NEXT.updateAndGet(last -> (last + 1) % SHARE);
            // Bound, but never listening: a process that another thread starts meanwhile has the socket too for a
            // moment, and would accept what is meant for the server.
            try (Socket socket = new Socket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(port)); // on all addresses, as nodes listen
                return port;
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new AssertionError("no port is free");
    }
}
