package dev.sluice.faults;

import dev.sluice.testing.HttpText;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One address that posts over many connections as fast as it is told to, and opens streams. */
final class Stranger implements AutoCloseable {
    private static final InetAddress ADDRESS = address();
    private static final int THREADS = 4;
    /** A refusal ends the connection of the second one, whose body is not read. */
    private static final List<byte[]> POSTS =
            List.of(post("Content-Length: 0", ""), post("Content-Length: 5", "noise"));

    private static final byte[] STREAM =
            "GET /sse?topic=chat HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern ANSWER = Pattern.compile("(?s).*\r\nContent-Length: (\\d+)\r\n(?:.*?\r\n)?\r\n(.*)");

    private final int port;
    private final int connections;
    private final long pauseNanos;
    private final List<Socket> streams = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private volatile boolean stopped;

    /** @param rate the requests in a second */
    Stranger(int port, int connections, int rate) {
        this.port = port;
        this.connections = connections;
        this.pauseNanos = TimeUnit.SECONDS.toNanos(THREADS) / rate;
    }

    private static byte[] post(String header, String body) {
        return ("POST /topics/ticker HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, ADDRESS, 0);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Opens as many streams as it can; returns how many of them are admitted. */
    int openStreams() throws IOException {
        for (int i = 0; i < connections; i++) {
            Socket socket = connect();
            socket.getOutputStream().write(STREAM);
            if (HttpText.readHead(socket).startsWith("HTTP/1.1 200 ")) {
                streams.add(socket);
            } else {
                socket.close();
            }
        }
        return streams.size();
    }

    /** Begins to post. */
    void start() {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::post, "stranger");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Posts over its connections in turn: all that are open have a request under way. */
    private void post() {
        Socket[] sockets = new Socket[connections / THREADS];
        long due = System.nanoTime();
        for (int i = 0; !stopped; i = (i + 1) % sockets.length) {
            try {
                if (sockets[i] != null) {
                    read(sockets[i]);
                }
                if (sockets[i] == null || sockets[i].isClosed()) {
                    sockets[i] = connect();
                }
                due += pauseNanos;
                LockSupport.parkNanos(due - System.nanoTime());
                sockets[i].getOutputStream().write(POSTS.get(i % POSTS.size()));
            } catch (IOException e) {
                sockets[i] = null; // closed by the node, as it may do to a stranger
            }
        }
    }

    /** Reads an answer, in as few calls as it comes. */
    private void read(Socket socket) throws IOException {
        byte[] buffer = new byte[2048];
        StringBuilder answer = new StringBuilder();
        Matcher whole;
        do {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                throw new EOFException("only: " + answer);
            }
            answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            whole = ANSWER.matcher(answer);
        } while (!whole.matches() || whole.group(2).length() < Integer.parseInt(whole.group(1)));
        answers.incrementAndGet();
        refusals.addAndGet(answer.indexOf("HTTP/1.1 429 ") == 0 ? 1 : 0);
        if (answer.indexOf("\r\nConnection: close\r\n") > 0) {
            socket.close();
        }
    }

    long answers() {
        return answers.get();
    }

    long refusals() {
        return refusals.get();
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (Socket stream : streams) {
            stream.close();
        }
    }
}
