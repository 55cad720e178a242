package dev.sluice.testing;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;

/** One EventSource of {@link Subscribers}, which knows the number that must come next of each topic. */
final class Subscriber extends EventSourceConnection {
    /** After a connection that was not made, or was ended by the other side; a browser would wait longer. */
    private static final long RETRY_MILLIS = 100;

    private final Subscribers all;
    private EventLines lines;
    private String lastEventId = "";
    /** By the index of the topic. */
    private final int[] next;

    private boolean placed;

    Subscriber(Subscribers all, int number, List<URI> addresses, int topics, Selector selector) {
        super(number, addresses, selector);
        this.all = all;
        this.next = new int[topics];
    }

    @Override
    String lastEventId() {
        return lastEventId;
    }

    @Override
    void begun() {
        lines = new EventLines();
    }

    @Override
    void read(ByteBuffer body) {
        lines.feed(body, this::received);
    }

    @Override
    void refused(String head) {
        all.fault("subscriber " + number() + " is refused: " + head);
    }

    @Override
    void lost() {
        end(RETRY_MILLIS);
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
            default -> all.fault("subscriber " + number() + " is told " + type + new String(data, 0, length));
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
            all.fault("subscriber " + number() + ", topic " + (char) channelLetter + ": " + value + " came in place of "
                    + next[topic] + ", attempt " + attempts() + ", resumed from " + lastEventId);
        }
    }

    /** As where the network goes away; it comes back at once, with the last id, to the next address. */
    boolean cut() {
        if (!isConnected() || !placed) {
            return false;
        }
        end(0);
        return true;
    }

    private void end(long delayMillis) {
        String last = lines.lastEventId();
        lastEventId = last.isEmpty() ? lastEventId : last;
        comeBackIn(delayMillis);
    }
}
