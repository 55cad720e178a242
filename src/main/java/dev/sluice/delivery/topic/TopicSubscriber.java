package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.Outlet;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.OwnEvents;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A connection that has topics: its place in each, and its next write. After its logs have changed, {@linkplain #moveOn
 * move on} before you query or write.
 */
final class TopicSubscriber {
    /** The most bytes of a write, but for one event. */
    private static final int WRITE_BYTES = 64 << 10;
    /** Room for the longer ids of a few events. */
    private static final int ID_BYTES = 256;

    private final Outlet outlet;
    private final List<TopicCursor> cursors = new ArrayList<>();
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

    void add(TopicCursor cursor) {
        cursors.add(cursor);
    }

    /** Removes the cursors of these topics, and returns them. */
    List<TopicCursor> remove(Set<String> topics) {
        List<TopicCursor> removed = cursors.stream()
                .filter(cursor -> topics.contains(cursor.topic()))
                .toList();
        cursors.removeAll(removed);
        return removed;
    }

    /** Removes the cursors of the topics that have ended, if the browser was told of their places, and returns them. */
    List<TopicCursor> removeEnded() {
        List<TopicCursor> ended =
                cursors.stream().filter(TopicSubscriber::hasEnded).toList();
        cursors.removeAll(ended);
        return ended;
    }

    /** Returns true if a topic has ended. */
    boolean hasEnded() {
        for (TopicCursor cursor : cursors) {
            if (hasEnded(cursor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEnded(TopicCursor cursor) {
        return cursor.isEnded() && cursor.mayWrite();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Returns true if the subscriber is in the writer's line. */
    boolean isQueued() {
        return queued;
    }

    void setQueued(boolean now) {
        queued = now;
    }

    /** Moves all cursors to their next events. */
    void moveOn() {
        for (TopicCursor cursor : cursors) {
            cursor.moveOn();
        }
    }

    /** Returns true if there is something to write now. */
    boolean hasNews() {
        if (mustAnnounce()) {
            return true;
        }
        for (TopicCursor cursor : cursors) {
            if (hasNews(cursor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasNews(TopicCursor cursor) {
        return cursor.mayWrite() && cursor.chunk() != null;
    }

    /** Returns true if there are places to announce, and no further ones are awaited. */
    private boolean mustAnnounce() {
        boolean unannounced = false;
        for (TopicCursor cursor : cursors) {
            if (cursor instanceof StreamCursor stream) {
                if (stream.isAwaited()) {
                    return false;
                }
                unannounced |= stream.isUnannounced();
            }
        }
        return unannounced;
    }

    /**
     * Writes the next events, up to one write; before the first ones, the subscriber's places.
     *
     * @return the number of events that were taken
     */
    int write(long now) {
        if (mustAnnounce()) {
            announce(now);
            return 0;
        }
        return isShared() ? writeShared(now) : writeOwn(now);
    }

    /** Returns true if the log's own bytes are written. */
    private boolean isShared() {
        return cursors.size() == 1 && outlet.ids().arePlain();
    }

    /** Returns about how many bytes of the heap the next write takes. */
    int bytesToCopy() {
        int bytes = 0;
        if (!isShared()) {
            for (TopicCursor cursor : cursors) {
                bytes += bytes < WRITE_BYTES && hasNews(cursor) ? cursor.chunk().bytesFrom(cursor.next()) : 0;
            }
        }
        return bytes;
    }

    /** Tells the browser its places before the first event, so that it misses nothing if it is cut before that. */
    private void announce(long now) {
        List<StreamCursor> known = cursors.stream()
                .filter(cursor -> cursor instanceof StreamCursor stream && stream.isUnannounced())
                .map(StreamCursor.class::cast)
                .toList();
        known.forEach(cursor -> cursor.tellBeginning(outlet.ids()));
        String id = outlet.ids().current();
        if (id == null || isTaken(outlet.send(OwnEvents.placed(id), now))) {
            known.forEach(StreamCursor::setAnnounced);
        }
    }

    /** Writes the bytes that all connections with only this topic share. */
    private int writeShared(long now) {
        TopicCursor cursor = cursors.get(0);
        LogChunk chunk = cursor.chunk();
        int from = cursor.next();
        int end = chunk.count();
        if (!isTaken(outlet.send(chunk, from, now))) {
            return 0;
        }
        cursor.advanceTo(chunk, end);
        cursor.tell(outlet.ids());
        return end - from;
    }

    /** Writes the events of all topics under the connection's own ids. */
    private int writeOwn(long now) {
        EventBuffer events = new EventBuffer(bytesToCopy() + ID_BYTES);
        List<TopicCursor> writing =
                cursors.stream().filter(TopicSubscriber::hasNews).toList();
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
            writing.get(i).moveTo(writing.get(i).log(), before[i]);
        }
        outlet.ids().moveBackTo(said);
        return 0;
    }

    private int add(TopicCursor cursor, EventBuffer events) {
        int count = 0;
        LogChunk chunk = cursor.chunk();
        while (chunk != null && events.length() < WRITE_BYTES) {
            int event = cursor.next();
            cursor.advanceTo(chunk, event + 1);
            if (chunk.hasId(event)) {
                cursor.tell(outlet.ids());
                events.event(outlet.ids().current(), chunk.withoutId(event));
            } else {
                events.event(null, chunk.withoutId(event));
            }
            cursor.moveOn();
            chunk = cursor.chunk();
            count++;
        }
        return count;
    }

    private static boolean isTaken(WriteResult sent) {
        return sent == WriteResult.WRITTEN || sent == WriteResult.PENDING;
    }
}
