package dev.sluice.bench.client;

import java.util.Arrays;

/**
 * Finds the events in one stream as its bytes come in, without an object for each. Expects what servers send in a
 * bench: lines that end with LF or CRLF, and one line of data for each event.
 */
public final class EventScanner {
    /** Takes the parts of events in their order. The arguments are valid during the call only. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A line of data, from {@code from} until before {@code to}.
         *
         * @param readNanos the time of reading, by {@link System#nanoTime}
         */
        void data(byte[] bytes, int from, int to, long readNanos);

        /** A line with an id, likewise. */
        default void id(byte[] bytes, int from, int to) {}

        /** An event has ended: only now would a browser dispatch it and remember its id. */
        default void end() {}
    }

    private static final int MAX_LINE = 4 << 20;
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final byte[] ID = {'i', 'd', ':'};
    private static final byte[] NONE = {};

    /** The beginning of a line that has not ended yet. */
    private byte[] begun = NONE;

    private int length;

    public void scan(byte[] bytes, int from, int to, long readNanos, Sink sink) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (length == 0) {
                line(bytes, start, i, readNanos, sink);
            } else {
                keep(bytes, start, i);
                line(begun, 0, length, readNanos, sink);
                length = 0;
                begun = NONE;
            }
            start = i + 1;
        }
        if (start < to) {
            keep(bytes, start, to);
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        int more = to - from;
        if (length + more > MAX_LINE) {
            throw new IllegalStateException("a line of more than " + MAX_LINE + " bytes");
        }
        if (length + more > begun.length) {
            begun = Arrays.copyOf(begun, length + Math.max(more, length));
        }
        System.arraycopy(bytes, from, begun, length, more);
        length += more;
    }

    private static void line(byte[] bytes, int from, int end, long readNanos, Sink sink) {
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        if (from == to) {
            sink.end();
        } else if (startsWith(bytes, from, to, DATA)) {
            sink.data(bytes, value(bytes, from + DATA.length, to), to, readNanos);
        } else if (startsWith(bytes, from, to, ID)) {
            sink.id(bytes, value(bytes, from + ID.length, to), to);
        }
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] name) {
        return to - from >= name.length
                && bytes[from] == name[0]
                && Arrays.equals(bytes, from, from + name.length, name, 0, name.length);
    }

    private static int value(byte[] bytes, int from, int to) {
        return from < to && bytes[from] == ' ' ? from + 1 : from;
    }
}
