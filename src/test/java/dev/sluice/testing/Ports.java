package dev.sluice.testing;

import java.io.IOException;
import java.net.ServerSocket;
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
            try (ServerSocket socket = new ServerSocket(port, 1)) { // on all addresses, as nodes listen
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new AssertionError("no port is free");
    }
}
