package dev.sluice.delivery.browser;

import dev.sluice.store.StreamId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A buffer of encoded events. Many connections write from it at once: events are only appended and never change. Not
 * thread-safe while events are added.
 */
public final class LogChunk {
    private static final int FIRST_EVENTS = 8;

    private ByteBuffer bytes;
    private StreamId[] ids = new StreamId[FIRST_EVENTS];
    /** The offset of each event. */
    private int[] starts = new int[FIRST_EVENTS];
    /** The offset of what follows the id of each event. */
    private int[] contents = new int[FIRST_EVENTS];

    private int count;
    /** True if the last event ends the topic; then no other follows in this chunk. */
    private boolean end;

    /** @param capacity in bytes; never more */
    public LogChunk(int capacity) {
        // Outside the heap, so that the socket needs no copy.
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    /**
     * Adds an event if there is room, and the last one does not end the topic.
     *
     * @return true if it was added
     */
    public boolean append(EncodedEvent event) {
        if (end || bytes.remaining() < event.bytes().remaining()) {
            return false;
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            contents = Arrays.copyOf(contents, count * 2);
        }
        ids[count] = event.place();
        starts[count] = bytes.position();
        contents[count] = bytes.position() + event.idBytes();
        count++;
        bytes.put(event.bytes());
        end = event.end();
        return true;
    }

    public int capacity() {
        return bytes.capacity();
    }

    /** Returns the number of events. */
    public int count() {
        return count;
    }

    /** Returns true if the last event ends the topic. */
    public boolean isEnd() {
        return end;
    }

    public StreamId id(int index) {
        return ids[index];
    }

    public StreamId lastId() {
        return ids[count - 1];
    }

    /** Returns the index of the first event behind a place; {@link #count} if there is none. */
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

    /** Returns the bytes of all events from this one on, with ids. */
    ByteBuffer from(int index) {
        return slice(starts[index], bytes.position());
    }

    /** Returns the number of bytes of all events from this one on. */
    public int bytesFrom(int index) {
        return bytes.position() - starts[index];
    }

    /** Returns the bytes of an event without its id. */
    public ByteBuffer withoutId(int index) {
        return slice(contents[index], index + 1 < count ? starts[index + 1] : bytes.position());
    }

    /** Returns true if an event has an id, rather than only a place. */
    public boolean hasId(int index) {
        return contents[index] > starts[index];
    }

    private ByteBuffer slice(int from, int to) {
        return bytes.asReadOnlyBuffer().limit(to).position(from);
    }
}
