package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EventIds;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.store.StreamId;

/**
 * A subscriber's place in a topic, without events.
 *
 * <p>Commands move the cursor; questions change nothing. After the log has changed, call {@link #moveOn} before
 * questions. Not thread-safe.
 */
abstract class TopicCursor {
    private Position position;
    /** The log in which the cursor looked for its place. Not set while the cursor is unplaced. */
    private TopicLog log;
    /** The place up to which all is written or was not requested. Not set while the cursor is unplaced. */
    private StreamId place;
    /** The index of the next event in the chunk or on the page. */
    private int next;

    TopicCursor(Position position) {
        this.position = position;
    }

    /**
     * Returns true if events may be written: if ids name the place, only after the browser was told where the cursor
     * begins.
     */
    abstract boolean mayWrite();

    /** Writes the place into the ids of events, if there are ids. */
    abstract void tell(EventIds ids);

    /** Returns the topic's name. */
    abstract String topic();

    final Position position() {
        return position;
    }

    final TopicLog log() {
        return log;
    }

    /** Returns the place up to which all is written; null while the cursor is unplaced. */
    final StreamId place() {
        return place;
    }

    /** Returns true if the topic has ended for the cursor. */
    final boolean isEnded() {
        return position instanceof Position.Ended;
    }

    final boolean isBehind() {
        return position instanceof Position.Behind;
    }

    /** Returns the chunk or page that has the next event; null if there is none to write now. */
    final LogChunk chunk() {
        LogChunk chunk = null;
        if (position instanceof Position.InLog in) {
            chunk = log.chunk(in.chunk());
        } else if (position instanceof Position.OnPage on) {
            chunk = on.page();
        }
        return chunk != null && next < chunk.count() ? chunk : null;
    }

    /** Returns the index of the next event in {@link #chunk}. */
    final int next() {
        return next;
    }

    /**
     * Moves to the next event: into the next chunk, or to the place's new position if the log has dropped the chunk.
     */
    void moveOn() {
        if (position instanceof Position.InLog in) {
            LogChunk chunk = log.chunk(in.chunk());
            if (log.isGone(in.chunk())) {
                moveTo(log, place);
            } else if (chunk != null && next == chunk.count() && log.chunk(in.chunk() + 1) != null) {
                position = new Position.InLog(in.chunk() + 1);
                next = 0;
            }
        }
    }

    /** Moves past the written events of {@link #chunk}, those before this index. */
    final void advanceTo(LogChunk written, int index) {
        next = index;
        place = written.id(index - 1);
        if (written.isEnd() && index == written.count()) {
            leavePage();
            position = new Position.Ended();
        }
    }

    /** Moves to a place: into the log if it has all that follows, otherwise behind it. */
    final void moveTo(TopicLog newLog, StreamId newPlace) {
        if (newLog.covers(newPlace)) {
            long number = newLog.chunkAfter(newPlace);
            LogChunk chunk = newLog.chunk(number);
            int index = chunk == null ? 0 : chunk.indexAfter(newPlace);
            boolean isLast = chunk == null || index == chunk.count();
            Position found = isLast && newLog.isTopicEnded() ? new Position.Ended() : new Position.InLog(number);
            moveTo(newLog, newPlace, found, index);
        } else {
            moveTo(newLog, newPlace, new Position.Behind(), 0);
        }
    }

    final void moveTo(TopicLog newLog, StreamId newPlace, Position newPosition, int newNext) {
        leavePage();
        log = newLog;
        place = newPlace;
        position = newPosition;
        next = newNext;
    }

    /** Ends the use of the page, if the cursor is on one. */
    final void leavePage() {
        if (position instanceof Position.OnPage on) {
            on.memory().endUse(on.page());
            position = new Position.Behind();
        }
    }
}
