package dev.sluice.delivery.browser;

import dev.sluice.store.StreamId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encoded events, one after the other, which many connections write from at once: what is here stays as it is, and more
 * comes behind it.
 */
public final class LogChunk {
    private static final int FIRST_EVENTS = 8;

    private ByteBuffer bytes;
    private StreamId[] ids = new StreamId[FIRST_EVENTS];
    /** Where each event begins. */
    private int[] starts = new int[FIRST_EVENTS];
    /** Where what follows its id begins. */
    private int[] rests = new int[FIRST_EVENTS];

    private int count;

    /** @param capacity in bytes; never more */
    public LogChunk(int capacity) {
        // Outside the heap, from where the socket takes it without a copy.
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    /** Adds an event; false where there is no room. */
    public boolean append(EncodedEvent event) {
        if (bytes.remaining() < event.bytes().remaining()) {
            return false;
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            rests = Arrays.copyOf(rests, count * 2);
        }
        ids[count] = event.place();
        starts[count] = bytes.position();
        rests[count] = bytes.position() + event.rest();
        count++;
        bytes.put(event.bytes());
        return true;
    }

    public int capacity() {
        return bytes.capacity();
    }

    /** How many events stand here. */
    public int count() {
        return count;
    }

    public StreamId id(int index) {
        return ids[index];
    }

    public StreamId lastId() {
        return ids[count - 1];
    }

    /** The first event behind a place; {@link #count} where there is none. */
    public int indexAfter(StreamId place) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (place.isBefore(ids[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** All from this event on, with ids. */
    ByteBuffer from(int index) {
        return slice(starts[index], bytes.position());
    }

    /** How many bytes there are from this event on. */
    public int bytesFrom(int index) {
        return bytes.position() - starts[index];
    }

    /** One event, without its id. */
    public ByteBuffer withoutId(int index) {
        return slice(rests[index], index + 1 < count ? starts[index + 1] : bytes.position());
    }

    /** Whether an event has an id, or only stands at the place of the one before it. */
    public boolean hasId(int index) {
        return rests[index] > starts[index];
    }

    private ByteBuffer slice(int from, int to) {
        return bytes.asReadOnlyBuffer().limit(to).position(from);
    }
}
