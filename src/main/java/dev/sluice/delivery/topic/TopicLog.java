package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicPage;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events of a topic, encoded once for all connections. Bounded in bytes, alone and together with all other
 * logs: the oldest chunk goes first, and cursors that still need it get its events from the store.
 */
final class TopicLog {
    static final long MAX_BYTES = 4 << 20;

    private static final int FIRST_CHUNK_BYTES = 1 << 10;
    /** At most one piece of a write. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final LogMemory memory;
    private final List<LogChunk> chunks = new ArrayList<>();
    /** The number of the first chunk; they are counted from the beginning of the log. */
    private long firstChunk;

    private long bytes;
    private StreamId floor;
    private StreamId last;
    private boolean topicEnded;
    /** True if the log has, or will have, all events of a stream that begins anew. */
    private boolean beginsStream;

    /**
     * @param floor the place behind which the log has, or will have, all events
     * @param last the place up to which the topic was read
     */
    TopicLog(LogMemory memory, StreamId floor, StreamId last) {
        this.memory = memory;
        this.floor = floor;
        this.last = last;
    }

    /** Returns the log that begins with this page of the newest events, which are still to be added. */
    static TopicLog ofNewest(LogMemory memory, TopicPage page) {
        StreamId first =
                page.events().isEmpty() ? page.last() : page.events().get(0).id();
        StreamId floor = page.more()
                ? first
                : page.deleted().filter(id -> id.isBefore(first)).orElse(first);
        return new TopicLog(memory, floor, page.last());
    }

    /**
     * Returns the log of a stream that was removed as idle and may begin anew. It covers two places: the beginning, and
     * the last event of the former stream.
     */
    static TopicLog ofRemovedStream(LogMemory memory, StreamId last) {
        TopicLog log = new TopicLog(memory, last, last);
        log.beginsStream = true;
        return log;
    }

    /** Returns true if the stream was removed as idle, and no new one is known. */
    boolean isOfRemovedStream() {
        return beginsStream && chunks.isEmpty();
    }

    /** Returns the place up to which the topic was read, which is that of a cursor that has all. */
    StreamId last() {
        return last;
    }

    /** Called when the topic was read up to a place, even if there is no event at that place. */
    void readTo(StreamId place) {
        last = place;
        topicEnded = false;
    }

    /**
     * Called when the topic was read to its newest event.
     *
     * @param now true if that event ends the topic
     */
    void setTopicEnded(boolean now) {
        topicEnded = now;
    }

    /** Returns true if the newest event ends the topic, as far as it was read. */
    boolean isTopicEnded() {
        return topicEnded;
    }

    /** Returns true if the log has all events behind this place, or will have them once they are published. */
    boolean covers(StreamId place) {
        return beginsStream && place.equals(StreamId.ZERO) || !place.isBefore(floor) && !last.isBefore(place);
    }

    void append(EncodedEvent event) {
        if (chunks.isEmpty() || !newest().append(event)) {
            addChunk(event.bytes().remaining()).append(event);
        }
        readTo(event.place());
        trim();
    }

    private LogChunk addChunk(int room) {
        LogChunk chunk = new LogChunk(Math.max(room, nextCapacity()));
        chunks.add(chunk);
        bytes += chunk.capacity();
        memory.add(chunk, this::dropOldest);
        return chunk;
    }

    private void trim() {
        while (bytes > MAX_BYTES && chunks.size() > 1) {
            dropOldest();
        }
    }

    /** Drops the oldest chunk; there must be one. */
    void dropOldest() {
        LogChunk oldest = chunks.remove(0);
        firstChunk++;
        beginsStream = false;
        bytes -= oldest.capacity();
        floor = oldest.lastId();
        memory.remove(oldest);
    }

    /** Drops all chunks. */
    void clear() {
        while (!chunks.isEmpty()) {
            dropOldest();
        }
    }

    private LogChunk newest() {
        return chunks.get(chunks.size() - 1);
    }

    /** Returns the size of the next chunk: ten thousand quiet topics must not keep a large chunk each. */
    private int nextCapacity() {
        return chunks.isEmpty() ? FIRST_CHUNK_BYTES : Math.min(CHUNK_BYTES, newest().capacity() * 2);
    }

    /** Returns the number of the chunk that has, or will have, the first event behind a covered place. */
    long chunkAfter(StreamId place) {
        int index = Math.max(0, chunks.size() - 1);
        while (index > 0 && place.isBefore(chunks.get(index - 1).lastId())) {
            index--;
        }
        return firstChunk + index;
    }

    /** Returns a chunk by its number; null if it does not exist yet, or was dropped. */
    LogChunk chunk(long number) {
        long index = number - firstChunk;
        return index >= 0 && index < chunks.size() ? chunks.get((int) index) : null;
    }

    /** Returns true if a chunk was dropped. */
    boolean isGone(long number) {
        return number < firstChunk;
    }

    /** Returns the number of events. */
    int count() {
        int count = 0;
        for (LogChunk chunk : chunks) {
            count += chunk.count();
        }
        return count;
    }

    /** Returns the place right before this number of the newest events; the log must have as many. */
    StreamId placeBeforeLast(int events) {
        int left = events;
        for (int i = chunks.size() - 1; i >= 0; i--) {
            LogChunk chunk = chunks.get(i);
            if (left <= chunk.count()) {
                return left == 0
                        ? chunk.lastId()
                        : chunk.id(chunk.count() - left).previous();
            }
            left -= chunk.count();
        }
        return isOfRemovedStream() ? StreamId.ZERO : last;
    }
}
