package dev.sluice.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A buffer of events in the {@code text/event-stream} format, so that all events for a browser leave in one write. Not
 * thread-safe.
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

    /** @param capacity the initial number of bytes */
    public EventBuffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /**
     * Adds an event.
     *
     * @param id its id, or null for none; an invalid id is refused
     * @param type its type, or null for {@code message}
     * @param data its data, UTF-8; may hold any characters, including all three kinds of line ends
     * @throws IllegalArgumentException if {@code id} or {@code type} is not valid in a field
     */
    public EventBuffer event(String id, String type, byte[] data) {
        // Both are checked before anything is written, so that a refusal leaves nothing behind.
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
     * Adds an id without an event. A browser that is cut before the next one sends this id when it comes back.
     *
     * @throws IllegalArgumentException if {@code id} is not valid in a field
     */
    public EventBuffer idAlone(String id) {
        field(ID, EventFields.requireId(id));
        return lineEnd();
    }

    /**
     * Adds an event that is encoded except for its id.
     *
     * @param id its id, or null for none
     * @param rest its other lines and the empty one; is not changed
     * @throws IllegalArgumentException if {@code id} is not valid in a field
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
     * Adds the delay before a browser comes back, in milliseconds.
     *
     * @throws IllegalArgumentException if the delay is negative, which browsers would ignore
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
     * Adds a comment, which browsers ignore.
     *
     * @throws IllegalArgumentException if {@code text} has a line end
     */
    public EventBuffer comment(String text) {
        byte[] line = EventFields.requireOneLine(text).getBytes(StandardCharsets.UTF_8);
        append((byte) ':');
        append(line);
        return lineEnd().lineEnd();
    }

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    /** Returns the bytes without a copy: this buffer must not be written to afterwards. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void field(byte[] name, String value) {
        append(name);
        append(value.getBytes(StandardCharsets.UTF_8));
        lineEnd();
    }

    /** Adds a {@code data:} line for each line of the payload: a CR or LF left in would forge a field. */
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

    /** Always adds a space after the colon: the parser removes one, and the payload's own must stay. */
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
