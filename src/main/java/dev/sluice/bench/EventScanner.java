package dev.sluice.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds the data lines in one event stream as its bytes come in. Knows only what a bench sends: one line of data. */
final class EventScanner {
    /** Takes the data of an event. */
    @FunctionalInterface
    interface Sink {
        /** @param bytes holds the data from {@code from} until before {@code to}; only valid during the call */
        void data(byte[] bytes, int from, int to);
    }

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};

    private byte[] line = new byte[128];
    private int length;

    void scan(ByteBuffer bytes, Sink sink) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b != '\n') {
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = b;
                continue;
            }
            if (length > DATA.length && Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)) {
                sink.data(line, DATA.length, length);
            }
            length = 0;
        }
    }
}
