package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many event streams, read by one thread without blocking. */
final class LoadClient implements AutoCloseable {
    /** So many connections are under way at once, fewer than any accept queue holds. */
    private static final int OPENING_AT_ONCE = 128;

    private final URI server;
    private final List<String> targets;
    private final IntFunction<EventScanner.Sink> sinks;
    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

    /** By the client's thread only. */
    private int begun;

    private volatile int open;
    private volatile int cut;
    private volatile boolean closed;
    private volatile IOException failure;

    private LoadClient(URI server, List<String> targets, IntFunction<EventScanner.Sink> sinks) throws IOException {
        this.server = server;
        this.targets = targets;
        this.sinks = sinks;
        this.selector = Selector.open();
        this.thread = new Thread(this::run, "bench-client");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens streams, and returns when all of them are answered.
     *
     * @param target the path and query of each, by its number
     * @param sinks takes the data of each, by its number
     */
    static LoadClient open(
            URI server, int connections, IntFunction<String> target, IntFunction<EventScanner.Sink> sinks)
            throws IOException, InterruptedException {
        List<String> targets = IntStream.range(0, connections).mapToObj(target).toList();
        LoadClient client = new LoadClient(server, targets, sinks);
        while (client.open < connections) {
            if (client.failure != null) {
                client.close();
                throw client.failure;
            }
            Thread.sleep(5);
        }
        return client;
    }

    /** How many streams the server has ended. */
    int cut() {
        return cut;
    }

    private void run() {
        try {
            while (!closed) {
                while (begun < targets.size() && begun - open < OPENING_AT_ONCE) {
                    begin(begun++);
                }
                selector.select(100);
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    Stream stream = (Stream) keys.next().attachment();
                    keys.remove();
                    stream.proceed();
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        }
    }

    private void begin(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.register(
                selector, SelectionKey.OP_CONNECT, new Stream(channel, targets.get(number), sinks.apply(number)));
    }

    private final class Stream {
        private final SocketChannel channel;
        private final String target;
        private final EventScanner.Sink sink;
        private final EventScanner scanner = new EventScanner();
        private boolean answered;

        Stream(SocketChannel channel, String target, EventScanner.Sink sink) {
            this.channel = channel;
            this.target = target;
            this.sink = sink;
        }

        void proceed() throws IOException {
            if (channel.isConnectionPending()) {
                channel.finishConnect();
                String request = "GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nAccept: text/event-stream\r\n\r\n";
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear();
            if (channel.read(buffer) < 0) {
                channel.close();
                cut++;
                return;
            }
            buffer.flip();
            if (!answered) {
                requireOk();
                answered = true;
                open++;
            }
            scanner.scan(buffer, sink);
        }

        private void requireOk() throws IOException {
            byte[] start = new byte[Math.min(12, buffer.remaining())];
            buffer.duplicate().get(start);
            String status = new String(start, StandardCharsets.US_ASCII);
            if (!status.equals("HTTP/1.1 200")) {
                throw new IOException("the server answers " + status);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
