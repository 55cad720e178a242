package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** One event stream over a plain socket, read by a thread of its own: as a browser's, but without its reconnecting. */
public final class EventStream implements AutoCloseable {
    private final Socket socket;
    private final Thread reader;
    private final SpecParser parser = new SpecParser();
    private final StringBuilder head = new StringBuilder();
    /** How many bytes are read in a tenth of a second; all there are unless it is set. */
    private int pace;

    private boolean ended;

    private EventStream(URI uri, int receiveBuffer, String... headers) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAccept: text/event-stream\r\n"
                + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        reader = new Thread(this::read, "event-stream");
        reader.setDaemon(true);
    }

    /** Opens a stream and reads it. */
    public static EventStream open(URI uri, String... headers) throws IOException {
        EventStream stream = new EventStream(uri, 0, headers);
        stream.reader.start();
        return stream;
    }

    /** Opens a stream that nobody reads, with as small a buffer as there can be. */
    public static EventStream openUnread(URI uri) throws IOException {
        return new EventStream(uri, 1024);
    }

    /** Opens a stream that is read at this pace, with as small a buffer as there can be. */
    public static EventStream openSlow(URI uri, int bytesPerSecond) throws IOException {
        EventStream stream = new EventStream(uri, 1024);
        stream.pace = bytesPerSecond / 10;
        stream.reader.start();
        return stream;
    }

    /** From now on it is read, where it was opened unread. */
    public void startReading() {
        reader.start();
    }

    /** Takes so many bytes of it, and forgets them; where it was opened unread. */
    public void read(int count) throws IOException {
        socket.getInputStream().readNBytes(count);
    }

    private void read() {
        try (InputStream in = socket.getInputStream()) {
            readHead(in);
            boolean chunked = head().toLowerCase().contains("transfer-encoding: chunked");
            if (chunked) {
                readChunks(in);
            } else {
                readAll(in);
            }
        } catch (IOException e) {
            // The end, as any other.
        }
        synchronized (this) {
            ended = true;
        }
    }

    private void readHead(InputStream in) throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            synchronized (this) {
                head.append((char) b);
                if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                    return;
                }
            }
        }
    }

    private void readAll(InputStream in) throws IOException {
        byte[] buffer = new byte[pace > 0 ? pace : 64 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            feed(Arrays.copyOf(buffer, n));
            if (pace > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private void readChunks(InputStream in) throws IOException {
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return;
                }
                size.append((char) b);
            }
            int length = Integer.parseInt(size.toString().strip(), 16);
            feed(in.readNBytes(length));
            in.readNBytes(2);
            if (length == 0) {
                return;
            }
        }
    }

    private synchronized void feed(byte[] bytes) {
        parser.feed(ByteBuffer.wrap(bytes));
    }

    /** Status line and headers, as far as they have come. */
    public synchronized String head() {
        return head.toString();
    }

    /** The events so far. */
    public synchronized List<SpecParser.Event> events() {
        return List.copyOf(parser.events());
    }

    /** The data of the events of type {@code message} so far. */
    public synchronized List<String> messages() {
        List<String> data = new ArrayList<>();
        parser.events().forEach(event -> {
            if (event.type().equals("message")) {
                data.add(event.data());
            }
        });
        return data;
    }

    /** The parser, for all else; to be looked at while the stream is quiet. */
    public synchronized SpecParser parser() {
        return parser;
    }

    public synchronized boolean isEnded() {
        return ended;
    }

    public EventStream awaitMessages(int count) throws Exception {
        Await.until(count + " messages", () -> messages().size() >= count);
        return this;
    }

    /** Waits for the first event that every stream begins with. */
    public EventStream awaitConnected() throws Exception {
        return awaitType("sluice:connected");
    }

    /** Waits for that event, and returns the public id of the connection in it. */
    public String connectionId() throws Exception {
        String connected = awaitConnected().events().stream()
                .filter(event -> event.type().equals("sluice:connected"))
                .findFirst()
                .orElseThrow()
                .data();
        return JsonMapper.shared().readTree(connected).get("connection").asString();
    }

    /** Waits until it is known where it stands in its stream topics: what is published from then on comes. */
    public EventStream awaitPlaced() throws Exception {
        return awaitType("sluice:placed");
    }

    private EventStream awaitType(String type) throws Exception {
        Await.until(
                "the event " + type,
                () -> events().stream().anyMatch(event -> event.type().equals(type)));
        return this;
    }

    /** Says goodbye, and goes on reading: all that the other side has written before it sees that is taken. */
    public void sayGoodbye() throws IOException {
        socket.shutdownOutput();
    }

    /** As a tab that is closed. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
