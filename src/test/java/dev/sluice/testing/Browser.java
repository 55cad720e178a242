package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One EventSource: comes back after every cut with its Last-Event-ID, and gives up on any status but 200. */
final class Browser {
    private static final long FIRST_RETRY_MILLIS = 100;

    private final int number;
    private final List<URI> addresses;
    private final Selector selector;
    private final Browsers.Listener listener;
    private final Ledger ledger;

    private String lastEventId = "";
    private long retryMillis = FIRST_RETRY_MILLIS;
    private int attempts;
    private long dueAt = System.nanoTime();

    private SocketChannel channel;
    private HttpAnswer answer;
    private SpecParser parser;
    private int read;
    private Ledger.Line line;

    private volatile URI openAt;
    private volatile String refusal;

    /** @param addresses asked in turns, as a balancer would that skips what is down */
    Browser(int number, List<URI> addresses, Selector selector, Browsers.Listener listener, Ledger ledger) {
        this.number = number;
        this.addresses = addresses;
        this.selector = selector;
        this.listener = listener;
        this.ledger = ledger;
    }

    /** Begins to connect, where that is due. */
    void connectIfDue(long now) {
        if (channel != null || refusal != null || dueAt - now > 0) {
            return;
        }
        answer = new HttpAnswer();
        parser = new SpecParser();
        read = 0;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(new InetSocketAddress(address().getHost(), address().getPort()));
        } catch (IOException e) {
            end();
        }
    }

    private URI address() {
        return addresses.get((number + attempts) % addresses.size());
    }

    /** Does what the selector found possible. */
    void proceed(ByteBuffer buffer) {
        try {
            if (channel.isConnectionPending()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request().getBytes(StandardCharsets.US_ASCII)));
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear();
            if (channel.read(buffer) < 0) {
                end();
                return;
            }
            answer.feed(buffer.flip(), this::readEvents);
            if (answer.hasHead() && !answer.isStream()) {
                refusal = answer.toString();
                end();
            } else if (answer.isEnded()) {
                end();
            }
        } catch (IOException e) {
            end();
        }
    }

    private String request() {
        URI uri = address();
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return "GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
    }

    private void readEvents(ByteBuffer body) {
        parser.feed(body);
        parser.reconnectionMillis().ifPresent(millis -> retryMillis = millis);
        lastEventId = parser.lastEventId().isEmpty() ? lastEventId : parser.lastEventId();
        List<SpecParser.Event> events = parser.events();
        for (; read < events.size(); read++) {
            SpecParser.Event event = events.get(read);
            if (event.type().equals("sluice:connected")) {
                line = ledger.line(number);
                openAt = address();
            } else if (event.type().equals("message")) {
                line.received(Integer.parseInt(event.data()));
                listener.received(number, address(), event);
            }
        }
    }

    /** The connection is over; another comes after the delay that the server has named. */
    private void end() {
        broke();
        openAt = null;
        line = null;
        attempts++;
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
        close();
    }

    /** What came over it lately may come again. */
    void broke() {
        if (line != null) {
            line.broke();
        }
    }

    void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is over, in whichever way.
        }
        channel = null;
    }

    /** Where its stream is open; null where it is not. */
    URI openAt() {
        return openAt;
    }

    /** The head of the answer that made it give up; null where none did. */
    String refusal() {
        return refusal;
    }
}
