package dev.sluice.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many event streams, read by one thread without blocking. */
public final class LoadClient implements AutoCloseable {
    /** The most connections under way at once, fewer than any accept queue holds. */
    private static final int OPENING_AT_ONCE = 128;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final List<URI> servers;
    private final List<LoadRequest> requests;
    private final IntFunction<EventScanner.Sink> sinks;
    private final int openingAtOnce;
    private final Selector selector;
    private final Thread thread;

    // Used by the client's thread only.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private int begun;

    // Written by the client's thread, read by others.
    private volatile int open;
    private volatile int cut;
    private volatile IOException failure;

    private volatile boolean closed;

    private LoadClient(
            List<URI> servers, List<LoadRequest> requests, IntFunction<EventScanner.Sink> sinks, int openingAtOnce)
            throws IOException {
        this.servers = servers;
        this.requests = requests;
        this.sinks = sinks;
        this.openingAtOnce = openingAtOnce;
        this.selector = Selector.open();
        this.thread = new Thread(this::run, "bench-client");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens streams a few at a time, and returns when all of them are answered.
     *
     * @param servers the servers, each with the same share of the streams
     * @param path the path and query of each, by its number
     * @param sinks the sink for the events of each stream, by its number
     */
    public static LoadClient open(
            List<URI> servers, int streams, IntFunction<String> path, IntFunction<EventScanner.Sink> sinks)
            throws IOException, InterruptedException {
        List<LoadRequest> requests = IntStream.range(0, streams)
                .mapToObj(i -> new LoadRequest(path.apply(i), ""))
                .toList();
        return new LoadClient(servers, requests, sinks, OPENING_AT_ONCE).awaitOpen();
    }

    /** Opens streams all at once, like browsers that were cut together, and returns when all of them are answered. */
    public static LoadClient stampede(
            List<URI> servers, List<LoadRequest> requests, IntFunction<EventScanner.Sink> sinks)
            throws IOException, InterruptedException {
        return new LoadClient(servers, requests, sinks, requests.size()).awaitOpen();
    }

    private LoadClient awaitOpen() throws IOException, InterruptedException {
        Progress progress = Progress.of(() -> open + " of " + requests.size() + " streams are open");
        try {
            Patience.await(() -> open == requests.size() || failure != null, () -> open);
            if (failure != null || open < requests.size()) {
                close();
                throw failure != null
                        ? failure
                        : new IOException("only " + open + " of " + requests.size() + " streams are answered");
            }
            return this;
        } finally {
            progress.close();
        }
    }

    /** Returns how many streams the server has ended. */
    public int cut() {
        return cut;
    }

    /** @throws IOException if the server has ended all streams, so that nothing is left to measure */
    public void requireStreams() throws IOException {
        if (cut == requests.size()) {
            throw new IOException("the server has ended all streams");
        }
    }

    /** Returns the CPU time of the client's thread. If it equals the time passed, the client is the bottleneck. */
    public Duration cpu() {
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
    }

    private void run() {
        try {
            while (!closed) {
                while (begun < requests.size() && begun - open < openingAtOnce) {
                    begin(begun++);
                }
                selector.select(key -> ((Stream) key.attachment()).proceed(), 100);
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        } catch (RuntimeException e) {
            failure = new IOException("the load client has failed: " + e, e);
        }
    }

    private void begin(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        URI server = servers.get(number % servers.size());
        InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
        if (address.isUnresolved()) {
            throw new IOException("there is no host " + server.getHost());
        }
        channel.connect(address);
        Stream stream = new Stream(channel, server.getAuthority(), requests.get(number), sinks.apply(number));
        channel.register(selector, SelectionKey.OP_CONNECT, stream);
    }

    private final class Stream {
        private final SocketChannel channel;
        private final String authority;
        private final LoadRequest request;
        private final EventScanner.Sink sink;
        private final StreamResponse response = new StreamResponse();

        Stream(SocketChannel channel, String authority, LoadRequest request, EventScanner.Sink sink) {
            this.channel = channel;
            this.authority = authority;
            this.request = request;
            this.sink = sink;
        }

        void proceed() {
            try {
                if (channel.isConnectionPending()) {
                    ask();
                } else {
                    read();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void ask() throws IOException {
            try {
                channel.finishConnect();
            } catch (ConnectException e) {
                throw new IOException("http://" + authority + " cannot be reached: " + e.getMessage(), e);
            }
            channel.write(ByteBuffer.wrap(request.head(authority).getBytes(StandardCharsets.US_ASCII)));
            channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
        }

        private void read() throws IOException {
            buffer.clear();
            int length = readSome();
            if (length < 0) {
                channel.close();
                cut++;
                return;
            }
            long readNanos = System.nanoTime();
            buffer.flip();
            buffer.get(bytes, 0, length);
            boolean before = response.isAnswered();
            response.read(bytes, 0, length, readNanos, sink);
            if (!before && response.isAnswered()) {
                open++;
            }
        }

        /** Returns -1 if the stream is over, in good order or not. */
        private int readSome() throws IOException {
            try {
                return channel.read(buffer);
            } catch (IOException e) {
                if (response.isAnswered()) {
                    return -1;
                }
                throw e;
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
