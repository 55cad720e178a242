package dev.sluice.testing;

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

/** An EventSource: comes back after every cut with its Last-Event-ID, and gives up on any status but 200. */
abstract class EventSourceConnection {
    private final int number;
    private final List<URI> addresses;
    private final Selector selector;

    private int attempts;
    private long dueAt = System.nanoTime();
    private SocketChannel channel;
    private HttpAnswer answer;
    private boolean refused;

    /** @param addresses asked in turns, as a balancer would that skips what is down */
    EventSourceConnection(int number, List<URI> addresses, Selector selector) {
        this.number = number;
        this.addresses = addresses;
        this.selector = selector;
    }

    /** Which one of all it is. */
    final int number() {
        return number;
    }

    /** How many connections there were before. */
    final int attempts() {
        return attempts;
    }

    final boolean isConnected() {
        return channel != null;
    }

    final URI address() {
        return addresses.get((number + attempts) % addresses.size());
    }

    /** What it comes back with; empty where there is nothing. */
    abstract String lastEventId();

    /** Further headers, a line each. */
    String headers() {
        return "";
    }

    /** A connection is begun, whose stream begins anew. */
    abstract void begun();

    /** Takes what has come of the stream. */
    abstract void read(ByteBuffer body);

    /** It gives up, for an answer with this head. */
    abstract void refused(String head);

    /** The other side, or the network, has ended the connection. */
    abstract void lost();

    /** Begins to connect, where that is due. */
    final void connectIfDue(long now) {
        if (channel != null || refused || dueAt - now > 0) {
            return;
        }
        answer = new HttpAnswer();
        begun();
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(new InetSocketAddress(address().getHost(), address().getPort()));
        } catch (IOException e) {
            lost();
        }
    }

    /** Does what the selector found possible. */
    final void proceed(ByteBuffer buffer) {
        try {
            if (channel.isConnectionPending()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request().getBytes(StandardCharsets.US_ASCII)));
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear();
            if (channel.read(buffer) < 0) {
                lost();
                return;
            }
            answer.feed(buffer.flip(), this::read);
            if (answer.hasHead() && !answer.isStream()) {
                refused = true;
                refused(answer.toString());
                lost();
            } else if (answer.isEnded()) {
                lost();
            }
        } catch (IOException e) {
            lost();
        }
    }

    private String request() {
        URI uri = address();
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return "GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                + headers() + (lastEventId().isEmpty() ? "" : "Last-Event-ID: " + lastEventId() + "\r\n") + "\r\n";
    }

    /** Ends the connection; another one to the next address is due after that. */
    final void comeBackIn(long millis) {
        attempts++;
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        close();
    }

    final void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is over, in whichever way.
        }
        channel = null;
    }
}
