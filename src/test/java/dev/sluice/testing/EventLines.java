package dev.sluice.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one event stream where millions of events come: knows only what Sluice writes, that is, lines that end in LF and
 * one line of data at the most. {@link dev.sluice.sse.SpecParser} judges all else.
 */
final class EventLines {
    /** Takes an event. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param type what the stream says; empty for a message
         * @param data holds the data in its first {@code length} bytes; only valid during the call
         */
        void event(String type, byte[] data, int length);
    }

    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private byte[] line = new byte[256];
    private int length;
    private byte[] data = new byte[256];
    private int dataLength = -1;
    private final byte[] id = new byte[128];
    private int idLength;
    private final byte[] lastId = new byte[128];
    private int lastIdLength;
    private String type = "";

    void feed(ByteBuffer bytes, Sink sink) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b != '\n') {
                line = length == line.length ? Arrays.copyOf(line, length * 2) : line;
                line[length++] = b;
                continue;
            }
            if (length == 0) {
                dispatch(sink);
            } else {
                read();
            }
            length = 0;
        }
    }

    private void read() {
        if (starts(DATA)) {
            dataLength = length - DATA.length;
            data = data.length < dataLength ? new byte[line.length] : data;
            System.arraycopy(line, DATA.length, data, 0, dataLength);
        } else if (starts(ID)) {
            idLength = length - ID.length;
            System.arraycopy(line, ID.length, id, 0, idLength);
        } else if (starts(EVENT)) {
            type = new String(line, EVENT.length, length - EVENT.length, StandardCharsets.US_ASCII);
        }
    }

    private boolean starts(byte[] prefix) {
        return length >= prefix.length && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void dispatch(Sink sink) {
        lastIdLength = idLength;
        System.arraycopy(id, 0, lastId, 0, idLength);
        if (dataLength >= 0) {
            sink.event(type, data, dataLength);
        }
        dataLength = -1;
        type = "";
    }

    /** What a browser that is cut now comes back with; empty where there is none. */
    String lastEventId() {
        return new String(lastId, 0, lastIdLength, StandardCharsets.US_ASCII);
    }
}
