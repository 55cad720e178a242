package dev.sluice.testing;

import java.io.IOException;
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

    /** JVMs that run tests side by side begin far from each other. */
    private static final AtomicInteger NEXT = new AtomicInteger(begin());

    private Ports() {}

    private static int begin() {
        int fork = Integer.getInteger("test.fork", 1);
        int share = (LAST - FIRST) / 8;
        return FIRST + fork % 8 * share + ThreadLocalRandom.current().nextInt(share / 2);
    }

    public static int free() {
        for (int tried = FIRST; tried < LAST; tried++) {
            int port = NEXT.updateAndGet(last -> last + 1 < LAST ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1)) { // on all addresses, as nodes listen
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new AssertionError("no port is free");
    }
}
