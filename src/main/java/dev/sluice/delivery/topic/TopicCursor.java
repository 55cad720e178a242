package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EventIds;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;

/** Where one connection stands in one topic: no events, just a place. */
final class TopicCursor {
    private final TopicSubscriber connection;
    private final ServedTopic topic;
    /** Null where it began at the end. */
    private final TopicStart start;
    /** Which one of its connection's places in ids is its own; -1 where it has none. */
    private final int index;

    /** Null until it is known where it begins. */
    private StreamId place;
    /** What it writes from, apart from the log; null where it does not. */
    private LogChunk page;

    private LogMemory pageMemory;
    private StreamId pageEnd;
    /** What the stream's last event was when the page was read. */
    private StreamId streamLast;

    /** The number of the chunk of the log that it writes from; -1 while it is behind the log. */
    private long chunk = -1;

    /** The next event in the page or chunk. */
    private int next;

    TopicCursor(TopicSubscriber connection, ServedTopic topic, TopicStart start, int index) {
        this.connection = connection;
        this.topic = topic;
        this.start = start;
        this.index = index;
    }

    /** A cursor for what comes from now on, whose places are in no ids. */
    static TopicCursor atEndOf(PubsubTopic topic, TopicSubscriber connection) {
        TopicCursor cursor = new TopicCursor(connection, topic, null, -1);
        cursor.placeAt(topic.log().last());
        return cursor;
    }

    TopicSubscriber connection() {
        return connection;
    }

    ServedTopic topic() {
        return topic;
    }

    TopicStart start() {
        return start;
    }

    /** Whether ids say where it stands. */
    boolean isInIds() {
        return index >= 0;
    }

    /** Has the ids say where it stands. */
    void tell(EventIds ids) {
        if (isInIds()) {
            ids.moveTo(index, place);
        }
    }

    /** The same, unless they say already where: behind a gap, which has no id, they still say where it began. */
    void tellBeginning(EventIds ids) {
        if (!ids.knows(index)) {
            tell(ids);
        }
    }

    StreamId place() {
        return place;
    }

    boolean isPlaced() {
        return place != null;
    }

    /** Where it was not known, the connection says it, perhaps again. */
    private void tellWhereItBegins() {
        if (!isPlaced() && isInIds()) {
            connection.setNotBegun();
        }
    }

    /** Puts it at a place, into the log where that covers it. */
    void placeAt(StreamId newPlace) {
        tellWhereItBegins();
        TopicLog log = topic.log();
        place = log == null || log.covers(newPlace) ? newPlace : topic.goOnFrom(newPlace);
        leavePage();
        if (log != null && log.covers(place)) {
            chunk = log.chunkAfter(place);
            LogChunk there = log.chunk(chunk);
            next = there == null ? 0 : there.indexAfter(place);
        } else {
            chunk = -1;
        }
    }

    /** Whether what it lacks is to be read from the store. */
    boolean isBehind() {
        if (page == null && chunk >= 0 && topic.log().isGone(chunk)) {
            placeAt(place);
        }
        return page == null && chunk < 0;
    }

    /**
     * Gives it what was read for it.
     *
     * @param memory counts it
     * @param begin where it stands before the page
     * @param end where it stands behind it
     * @param last the stream's last event
     */
    void turnTo(LogChunk newPage, LogMemory memory, StreamId begin, StreamId end, StreamId last) {
        tellWhereItBegins();
        leavePage();
        place = begin;
        page = newPage;
        pageMemory = memory;
        memory.beginUse(newPage);
        pageEnd = end;
        streamLast = last;
        next = 0;
    }

    /** Uses the page no more, if it has one. */
    void leavePage() {
        if (page != null) {
            pageMemory.endUse(page);
            page = null;
        }
    }

    /** Whether what was read for it tells that the log is not up to date. */
    boolean hasNewsForLog() {
        return page != null && !topic.log().last().equals(streamLast);
    }

    /** What the next event stands in; null where there is none to write now. */
    LogChunk current() {
        if (page != null) {
            if (next < page.count()) {
                return page;
            }
            placeAt(pageEnd);
        }
        if (isBehind()) {
            return null;
        }
        LogChunk now = topic.log().chunk(chunk);
        if (now != null && next == now.count() && topic.log().chunk(chunk + 1) != null) {
            chunk++;
            next = 0;
            now = topic.log().chunk(chunk);
        }
        return now != null && next < now.count() ? now : null;
    }

    /** The next event in {@link #current}. */
    int next() {
        return next;
    }

    /** It has written all in a chunk before this event. */
    void advanceTo(LogChunk written, int event) {
        next = event;
        place = written.id(event - 1);
    }
}
