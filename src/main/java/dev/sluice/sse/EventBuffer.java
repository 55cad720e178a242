package dev.sluice.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes events in the {@code text/event-stream} format into one growing array of bytes, so that all that one browser
 * is to get now leaves in one write. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">WHATWG HTML, "Server-sent events"</a>
 */
public final class EventBuffer {
    private static final byte[] ID = ascii("id: ");
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] RETRY = ascii("retry: ");

    private byte[] bytes;
    private int length;

    /** @param capacity the number of bytes to make room for at first */
    public EventBuffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /**
     * Adds an event.
     *
     * @param id its id, or null for none; an id that no browser may have is refused
     * @param type its type, or null for {@code message}
     * @param data its data, UTF-8; may hold any characters, line ends of all three kinds too
     * @throws IllegalArgumentException where {@code id} or {@code type} cannot stand in a field
     */
    public EventBuffer event(String id, String type, byte[] data) {
        // Both are looked at before anything is written, so that a refusal leaves nothing behind.
        String checkedId = id == null ? null : EventFields.requireId(id);
        String checkedType = type == null ? null : EventFields.requireType(type);
        if (checkedId != null) {
            field(ID, checkedId);
        }
        if (checkedType != null) {
            field(EVENT, checkedType);
        }
        data(data);
        return lineEnd();
    }

    /**
     * Adds an id without an event: where the browser is cut before the next one, it says this when it comes back.
     *
     * @throws IllegalArgumentException where {@code id} cannot stand in a field
     */
    public EventBuffer idAlone(String id) {
        field(ID, EventFields.requireId(id));
        return lineEnd();
    }

    /**
     * Adds an event that is encoded already, but for its id.
     *
     * @param id its id, or null for none
     * @param rest its other lines and the empty one; stays as it is
     * @throws IllegalArgumentException where {@code id} cannot stand in a field
     */
    public EventBuffer event(String id, ByteBuffer rest) {
        if (id != null) {
            field(ID, EventFields.requireId(id));
        }
        int count = rest.remaining();
        ensureRoom(count);
        rest.get(rest.position(), bytes, length, count);
        length += count;
        return this;
    }

    /**
     * Adds how long a browser shall wait before it comes back, in milliseconds.
     *
     * @throws IllegalArgumentException where that is negative, which browsers would pass over
     */
    public EventBuffer retry(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("a negative delay: " + millis);
        }
        append(RETRY);
        append(ascii(Long.toString(millis)));
        return lineEnd().lineEnd();
    }

    /**
     * Adds a comment, which browsers pass over.
     *
     * @throws IllegalArgumentException where {@code text} has a line end
     */
    public EventBuffer comment(String text) {
        byte[] line = EventFields.requireOneLine(text).getBytes(StandardCharsets.UTF_8);
        append((byte) ':');
        append(line);
        return lineEnd().lineEnd();
    }

    /** How many bytes stand here. */
    public int length() {
        return length;
    }

    /** What stands here, without a copy: this buffer must not be written to any more. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void field(byte[] name, String value) {
        append(name);
        append(value.getBytes(StandardCharsets.UTF_8));
        lineEnd();
    }

    /** One {@code data:} line for each line of the payload: a CR or LF left in would forge a field. */
    private void data(byte[] data) {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            byte b = data[i];
            if (b == '\n' || b == '\r') {
                dataLine(data, start, i);
                if (b == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        dataLine(data, start, data.length);
    }

    /** The space after the colon is always written: the parser takes one away, and the payload's own must stay. */
    private void dataLine(byte[] data, int from, int to) {
        append(DATA);
        append(data, from, to - from);
        lineEnd();
    }

    private EventBuffer lineEnd() {
        append((byte) '\n');
        return this;
    }

    private void append(byte b) {
        ensureRoom(1);
        bytes[length++] = b;
    }

    private void append(byte[] source) {
        append(source, 0, source.length);
    }

    private void append(byte[] source, int from, int count) {
        ensureRoom(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    private void ensureRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), (int) Math.min(bytes.length * 2L, MAX)));
        }
    }

    private static final int MAX = Integer.MAX_VALUE - 8;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
