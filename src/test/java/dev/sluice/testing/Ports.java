package dev.sluice.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports, below the range that Linux uses for outgoing connections. Each JVM that runs tests on this machine has a share
 * of its own: some servers need seconds to start or restart, and no other JVM may take their port meanwhile.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int SHARES = 20;
    private static final int SHARE = (LAST - FIRST) / SHARES;

    /** Its lock is the share of this JVM; held open until the JVM ends. */
    private static FileChannel held;

    private static final int BEGIN = FIRST + takeShare() * SHARE;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(SHARE));

    private Ports() {}

    private static int takeShare() {
        for (int share = 0; share < SHARES; share++) {
            Path file = Path.of(System.getProperty("java.io.tmpdir"), "sluice-test-ports-" + share + ".lock");
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    held = channel;
                    return share;
                }
                channel.close();
            } catch (IOException e) {
                // Of another user, then.
            }
        }
        throw new AssertionError("no share of the ports is free");
    }

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
