package dev.sluice.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody listens on. They lie below those that Linux gives to outgoing connections, so that none of these
 * takes a port between its choice here and its use.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private Ports() {}

    public static int free() {
        for (int tried = FIRST; tried < LAST; tried++) {
            int port = NEXT.updateAndGet(last -> last + 1 < LAST ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new AssertionError("no port is free");
    }
}
