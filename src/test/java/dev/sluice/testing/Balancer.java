package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A balancer of TCP connections: each goes to the next one of its targets on this machine. */
public final class Balancer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    private final int[] targets;

    private Balancer(int... targets) throws IOException {
        this.targets = targets;
        start(this::accept);
    }

    /** A balancer before these ports. */
    public static Balancer to(int... targets) throws IOException {
        return new Balancer(targets);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        for (int next = 0; ; next = (next + 1) % targets.length) {
            Socket client = server.accept();
            Socket target = new Socket(InetAddress.getLoopbackAddress(), targets[next]);
            start(() -> pass(client, target));
            start(() -> pass(target, client));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The end of a connection, or of the balancer.
                    }
                },
                "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
