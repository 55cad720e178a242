package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A TCP proxy before a server of this machine, which does to connections what networks do. */
public final class FaultyLink implements AutoCloseable {
    private static final int NONE = -1;

    private volatile int target;
    private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nextAnswer = new AtomicInteger(NONE);
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();

    private volatile Duration delay = Duration.ZERO;
    private volatile boolean holding;
    private volatile boolean swallowing;

    private FaultyLink(int target) throws IOException {
        this.target = target;
        start("accept", this::accept);
    }

    /** A link to a port of this machine. */
    public static FaultyLink to(int port) throws IOException {
        return new FaultyLink(port);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on new connections lead to another port; those that are open stay where they are. */
    public void moveTo(int port) {
        target = port;
    }

    /** Lets only so many bytes of the next answer through, and never all, and cuts the connection. */
    public void cutNextAnswer(int bytes) {
        nextAnswer.set(bytes);
    }

    /** How many connections were cut in an answer. */
    public int cuts() {
        return cuts.get();
    }

    /** Has each answer take longer. */
    public void delayAnswers(Duration delay) {
        this.delay = delay;
    }

    /** Keeps requests back, also those of connections that are given up meanwhile; on false they reach the server. */
    public void holdRequests(boolean hold) {
        holding = hold;
    }

    /** How many times requests were kept back. */
    public int held() {
        return held.get();
    }

    /** Takes answers and passes none on, for good: the client is gone without a word, and its machine still answers. */
    public void swallowAnswers() {
        swallowing = true;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket upstream = new Socket();
            sockets.add(client);
            sockets.add(upstream);
            try {
                upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            } catch (IOException e) {
                close(client, upstream);
                continue;
            }
            start("requests", () -> passRequests(client, upstream));
            start("answers", () -> passAnswers(client, upstream));
        }
    }

    private void passRequests(Socket client, Socket upstream) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = upstream.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (holding) {
                    held.incrementAndGet();
                    while (holding) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }
                out.write(buffer, 0, n);
            }
        } finally {
            if (!swallowing) {
                upstream.shutdownOutput(); // also where the client has reset it
            }
        }
    }

    private void passAnswers(Socket client, Socket upstream) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                LockSupport.parkNanos(delay.toNanos());
                int most = nextAnswer.getAndSet(NONE);
                if (most != NONE) {
                    cut(out, buffer, Math.min(most, n - 1), most);
                    return;
                }
                if (!swallowing) {
                    out.write(buffer, 0, n);
                }
            }
        } finally {
            if (!swallowing) {
                close(client, upstream);
            }
        }
    }

    private void cut(OutputStream out, byte[] answer, int count, int most) throws IOException {
        try {
            out.write(answer, 0, count);
            cuts.incrementAndGet();
        } catch (IOException e) {
            nextAnswer.compareAndSet(NONE, most); // its client has closed it already; another one is cut
            throw e;
        }
    }

    private void close(Socket... pair) throws IOException {
        for (Socket socket : pair) {
            sockets.remove(socket);
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The end of a connection, as any other.
                    }
                },
                "link-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        close(sockets.toArray(Socket[]::new));
    }
}
