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

/** One EventSource of {@link Subscribers}, which knows the number that must come next of each topic. */
final class Subscriber {
    /** After a connection that was not made, or was ended by the other side; a browser would wait longer. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Subscribers all;
    private final int number;
    private final List<URI> addresses;
    private final Selector selector;

    private int attempts;
    private long dueAt = System.nanoTime();
    private SocketChannel channel;
    private HttpAnswer answer;
    private EventLines lines;
    private String lastEventId = "";
    /** By the index of the topic. */
    private final int[] next;

    private boolean placed;

    Subscriber(Subscribers all, int number, List<URI> addresses, int topics, Selector selector) {
        this.all = all;
        this.number = number;
        this.addresses = addresses;
        this.next = new int[topics];
        this.selector = selector;
    }

    /** Begins to connect, where that is due. */
    void connectIfDue(long now) {
        if (channel != null || dueAt - now > 0) {
            return;
        }
        answer = new HttpAnswer();
        lines = new EventLines();
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(new InetSocketAddress(address().getHost(), address().getPort()));
        } catch (IOException e) {
            end(RETRY_NANOS);
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
                end(RETRY_NANOS);
                return;
            }
            answer.feed(buffer.flip(), body -> lines.feed(body, this::received));
            if (answer.hasHead() && !answer.isStream()) {
                all.fault("subscriber " + number + " is refused: " + answer);
                end(RETRY_NANOS);
            } else if (answer.isEnded()) {
                end(RETRY_NANOS);
            }
        } catch (IOException e) {
            end(RETRY_NANOS);
        }
    }

    private String request() {
        URI uri = address();
        return "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
    }

    private void received(String type, byte[] data, int length) {
        switch (type) {
            case "" -> count(data[0], number(data, length));
            case "sluice:placed" -> {
                if (!placed) {
                    placed = true;
                    all.placed();
                }
            }
            case "sluice:connected" -> {
                // Says nothing of topics.
            }
            default -> all.fault("subscriber " + number + " is told " + type + new String(data, 0, length));
        }
    }

    /** A letter and a number. */
    private static int number(byte[] data, int length) {
        int value = 0;
        for (int i = 1; i < length; i++) {
            value = 10 * value + data[i] - '0';
        }
        return value;
    }

    private void count(byte channelLetter, int value) {
        if (channelLetter == Subscribers.QUEUE) {
            all.taken(value);
            return;
        }
        int topic = channelLetter - 'a';
        if (value == next[topic]) {
            next[topic]++;
            all.received();
        } else {
            all.fault("subscriber " + number + ", topic " + (char) channelLetter + ": " + value + " came in place of "
                    + next[topic] + ", attempt " + attempts + ", resumed from " + lastEventId);
        }
    }

    /** As where the network goes away; it comes back at once, with the last id, to the next address. */
    boolean cut() {
        if (channel == null || !placed) {
            return false;
        }
        end(0);
        return true;
    }

    private void end(long delayNanos) {
        String last = lines.lastEventId();
        lastEventId = last.isEmpty() ? lastEventId : last;
        attempts++;
        dueAt = System.nanoTime() + delayNanos;
        close();
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
}
