package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.delivery.browser.Receiver;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.OwnEvents;
import dev.sluice.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One connection that has topics: where it stands in each, and what it writes next. */
final class TopicSubscriber {
    /** A write is no longer, but for one event. */
    private static final int WRITE_BYTES = 64 << 10;
    /** The longer ids of a few events. */
    private static final int ID_BYTES = 256;

    private final Outlet outlet;
    private final List<TopicCursor> cursors = new ArrayList<>();
    /** Whether it was said where it stands, as far as that can be known. */
    private boolean begun;

    private boolean queued;
    private boolean closed;

    TopicSubscriber(Outlet outlet) {
        this.outlet = outlet;
    }

    Outlet outlet() {
        return outlet;
    }

    List<TopicCursor> cursors() {
        return cursors;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** One more place is known than was said. */
    void setNotBegun() {
        begun = false;
    }

    /** Whether it stands in the line of those that have something to write. */
    boolean isQueued() {
        return queued;
    }

    void setQueued(boolean now) {
        queued = now;
    }

    /** Whether something is there to be written now. */
    boolean hasNews() {
        boolean news = !begun && isPlaced();
        for (TopicCursor cursor : cursors) {
            news |= mayWriteFrom(cursor) && cursor.current() != null;
        }
        return news;
    }

    /** Whether it is known where it begins in each topic, but for those that cannot be read, which others need not wait for. */
    private boolean isPlaced() {
        for (TopicCursor cursor : cursors) {
            if (!cursor.isPlaced() && !cursor.topic().isRefused()) {
                return false;
            }
        }
        return true;
    }

    /** Events without ids do not wait for places, which a topic that cannot be read has none of. */
    private boolean mayWriteFrom(TopicCursor cursor) {
        return cursor.isPlaced() && (begun || !cursor.isInIds());
    }

    /**
     * Whether something is there to be written after the last write.
     *
     * @param lacking is given the cursors that need what is not in the log
     */
    boolean findMore(Consumer<TopicCursor> lacking) {
        for (TopicCursor cursor : cursors) {
            if (cursor.isPlaced() && cursor.current() == null && cursor.isBehind()) {
                lacking.accept(cursor);
            }
        }
        return hasNews();
    }

    /**
     * Writes what it lacks, as far as one write goes, and which events there are.
     *
     * @return how many events were taken
     */
    int write(long now) {
        if (!begun && isPlaced()) {
            begun = begin(now);
            return 0;
        }
        return isShared() ? writeShared(now) : writeOwn(now);
    }

    /** Whether it writes the very bytes of the log. */
    private boolean isShared() {
        return cursors.size() == 1 && outlet.ids().arePlain();
    }

    /** About how many bytes of the heap its next write takes. */
    int bytesToCopy() {
        int bytes = 0;
        if (!isShared()) {
            for (TopicCursor cursor : cursors) {
                LogChunk chunk = bytes < WRITE_BYTES && mayWriteFrom(cursor) ? cursor.current() : null;
                bytes += chunk == null ? 0 : chunk.bytesFrom(cursor.next());
            }
        }
        return bytes;
    }

    /** Says where it stands before the first event, so that a browser that is cut before it misses nothing. */
    private boolean begin(long now) {
        List<TopicCursor> known = cursors.stream()
                .filter(cursor -> cursor.isInIds() && cursor.isPlaced())
                .toList();
        if (known.isEmpty()) {
            return true;
        }
        known.forEach(cursor -> cursor.tellBeginning(outlet.ids()));
        String id = outlet.ids().current();
        return id == null || isTaken(outlet.send(OwnEvents.placed(id), now));
    }

    /** Writes the very bytes that all connections with nothing but this topic write. */
    private int writeShared(long now) {
        TopicCursor cursor = cursors.get(0);
        LogChunk chunk = cursor.current();
        int from = cursor.next();
        int end = chunk.count();
        if (!isTaken(outlet.send(chunk, from, now))) {
            return 0;
        }
        cursor.advanceTo(chunk, end);
        cursor.tell(outlet.ids());
        return end - from;
    }

    /** Writes the events of all its topics under ids of its own. */
    private int writeOwn(long now) {
        EventBuffer events = new EventBuffer(bytesToCopy() + ID_BYTES);
        List<TopicCursor> writing = cursors.stream().filter(this::mayWriteFrom).toList();
        StreamId[] before = writing.stream().map(TopicCursor::place).toArray(StreamId[]::new);
        StreamId[] said = outlet.ids().places();
        int count = 0;
        for (TopicCursor cursor : writing) {
            count += add(cursor, events);
        }
        if (isTaken(outlet.send(events.toByteBuffer(), now))) {
            return count;
        }
        for (int i = 0; i < before.length; i++) {
            writing.get(i).placeAt(before[i]);
        }
        outlet.ids().moveBackTo(said);
        return 0;
    }

    private int add(TopicCursor cursor, EventBuffer events) {
        int count = 0;
        LogChunk chunk = cursor.current();
        while (chunk != null && events.length() < WRITE_BYTES) {
            int event = cursor.next();
            cursor.advanceTo(chunk, event + 1);
            if (chunk.hasId(event)) {
                cursor.tell(outlet.ids());
                events.event(outlet.ids().current(), chunk.withoutId(event));
            } else {
                events.event(null, chunk.withoutId(event));
            }
            chunk = cursor.current();
            count++;
        }
        return count;
    }

    private static boolean isTaken(Receiver.Sent sent) {
        return sent == Receiver.Sent.WRITTEN || sent == Receiver.Sent.PENDING;
    }
}
