package dev.sluice.delivery.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.sse.EventContent;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The positions of cursors, as {@link Position} draws them. */
class TopicCursorTest {
    private final LogMemory memory = new LogMemory(1 << 20, 1 << 20);
    private final StreamLog stream = new StreamLog("t");
    private int overtaken;
    private final TopicObserver observer = new TopicObserver() {
        @Override
        public void overtaken(String topic) {
            overtaken++;
        }
    };

    private TopicLog log(int from, int to) {
        TopicLog log = new TopicLog(memory, id(from - 1), id(from - 1));
        append(log, from, to);
        return log;
    }

    private static void append(TopicLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.append(EncodedEvent.withId(id(i), new EventContent(null, new byte[900]), false));
        }
    }

    private static StreamId id(int number) {
        return new StreamId(1, number);
    }

    private StreamCursor cursor(Optional<StreamId> after, int last) {
        StreamCursor cursor = new StreamCursor(stream, new TopicStart("t", after, last), 0);
        cursor.begin();
        return cursor;
    }

    private Position.OnPage page(int from, int to, int streamLast) {
        LogChunk page = new LogChunk(10_000);
        for (int i = from; i < to; i++) {
            page.append(EncodedEvent.withId(id(i), new EventContent(null, new byte[9]), false));
        }
        return new Position.OnPage(page, memory, id(to - 1), id(streamLast));
    }

    @Test
    void aCursorBeginsWhereItsStartIs() {
        stream.setLog(log(10, 20));
        assertInstanceOf(Position.InLog.class, cursor(Optional.empty(), 0).position());
        assertInstanceOf(Position.InLog.class, cursor(Optional.empty(), 10).position());
        assertInstanceOf(Position.Unplaced.class, cursor(Optional.empty(), 11).position());
        assertInstanceOf(Position.InLog.class, cursor(Optional.of(id(9)), 0).position());
        assertInstanceOf(Position.Behind.class, cursor(Optional.of(id(8)), 0).position());
        assertInstanceOf(Position.Behind.class, cursor(Optional.of(id(20)), 0).position(), "ahead of what was read");
    }

    @Test
    void onlyACommandEntersTheNextChunk() {
        stream.setLog(log(1, 4));
        StreamCursor cursor = cursor(Optional.of(id(0)), 0);
        LogChunk first = cursor.chunk();
        cursor.advanceTo(first, first.count());
        assertNull(cursor.chunk());
        assertNull(cursor.chunk(), "asking does not move it");
        cursor.moveOn();
        assertEquals(id(first.count() + 1), cursor.chunk().id(cursor.next()));
    }

    @Test
    void onlyACommandFallsBehindTheLog() {
        stream.setLog(log(1, 4));
        StreamCursor cursor = cursor(Optional.of(id(0)), 0);
        Position before = cursor.position();
        stream.log().clear();
        assertNull(cursor.chunk());
        assertSame(before, cursor.position());
        cursor.moveOn();
        assertTrue(cursor.isBehind());
        assertEquals(id(0), cursor.place());
    }

    @Test
    void completeCursorStaysInItsLog() {
        stream.setLog(log(1, 4));
        StreamCursor cursor = cursor(Optional.of(id(2)), 0);
        cursor.advanceTo(cursor.chunk(), cursor.next() + 1);
        stream.log().clear();
        append(stream.log(), 4, 5);
        cursor.moveOn();
        assertEquals(id(4), cursor.chunk().id(cursor.next()));
    }

    @Test
    void returnsToTheLogFromAPage() {
        stream.setLog(log(10, 20));
        StreamCursor cursor = cursor(Optional.of(id(5)), 0);
        cursor.turnTo(page(6, 10, 20), id(5));
        assertTrue(cursor.hasNewsForLog());
        LogChunk page = cursor.chunk();
        cursor.advanceTo(page, page.count());
        assertNull(cursor.chunk());
        assertTrue(cursor.isOnPage(), "asking does not move it");
        cursor.moveOn();
        assertEquals(id(10), cursor.chunk().id(cursor.next()));
    }

    @Test
    void aLogThatBeginsAnewEndsAPage() {
        stream.setLog(log(10, 20));
        StreamCursor cursor = cursor(Optional.of(id(5)), 0);
        cursor.turnTo(page(6, 10, 19), id(5));
        stream.setLog(log(5, 8));
        assertTrue(cursor.isOnPage(), "not moved yet");
        cursor.moveOn();
        assertEquals(id(6), cursor.chunk().id(cursor.next()));
    }

    @Test
    void pageCountsUntilItsCursorLeaves() {
        LogMemory small = new LogMemory(1 << 20, 10_000);
        stream.setLog(new TopicLog(small, id(9), id(9)));
        StreamCursor cursor = cursor(Optional.of(id(5)), 0);
        cursor.turnTo(new Position.OnPage(new LogChunk(20_000), small, id(9), id(9)), id(5));
        assertEquals(10_000, small.excessBytes());
        cursor.moveOn();
        assertEquals(-10_000, small.excessBytes());
        assertInstanceOf(Position.InLog.class, cursor.position());
    }

    @Test
    void onlyACommandSkipsToTheEnd() {
        TopicLog log = log(1, 4);
        PubsubCursor cursor = new PubsubCursor("t", log, observer);
        append(log, 4, 6);
        log.clear();
        append(log, 6, 7);
        assertNull(cursor.chunk());
        assertNull(cursor.chunk());
        assertEquals(0, overtaken, "asking counts nothing");
        cursor.moveOn();
        cursor.moveOn();
        assertEquals(1, overtaken);
        assertEquals(id(6), cursor.place());
        append(log, 7, 8);
        cursor.moveOn();
        assertEquals(id(7), cursor.chunk().id(cursor.next()));
    }

    private static TopicLog ending(TopicLog log, int last) {
        log.append(EncodedEvent.withId(id(last), new EventContent(null, new byte[9]), true));
        log.setTopicEnded(true);
        return log;
    }

    @Test
    void aCursorEndsAtTheEndOnly() {
        stream.setLog(ending(log(1, 3), 3));
        assertInstanceOf(Position.Ended.class, cursor(Optional.of(id(3)), 0).position());
        assertInstanceOf(Position.Ended.class, cursor(Optional.empty(), 0).position());
        assertInstanceOf(Position.InLog.class, cursor(Optional.empty(), 1).position());
        append(stream.log(), 4, 5);
        assertInstanceOf(Position.InLog.class, cursor(Optional.empty(), 0).position());
        assertEquals(
                id(4), cursor(Optional.of(id(3)), 0).chunk().id(0), "behind the end of its chunk begins the next one");
    }

    @Test
    void anEndIsKnownWithoutItsChunk() {
        stream.setLog(ending(log(1, 3), 3));
        stream.log().clear();
        assertInstanceOf(Position.Ended.class, cursor(Optional.of(id(3)), 0).position());
        assertInstanceOf(Position.Behind.class, cursor(Optional.of(id(2)), 0).position());
    }

    @Test
    void anEndedCursorMovesNoMore() {
        stream.setLog(ending(log(1, 3), 3));
        StreamCursor cursor = cursor(Optional.of(id(0)), 0);
        while (cursor.chunk() != null) {
            cursor.advanceTo(cursor.chunk(), cursor.next() + 1);
            cursor.moveOn();
        }
        assertEquals(id(3), cursor.place());
        append(stream.log(), 4, 5);
        stream.setLog(log(10, 20));
        cursor.moveOn();
        assertInstanceOf(Position.Ended.class, cursor.position());
        assertNull(cursor.chunk());
    }

    @Test
    void anEndOnAPageFreesThePage() {
        stream.setLog(log(10, 20));
        StreamCursor cursor = cursor(Optional.of(id(1)), 0);
        LogChunk page = new LogChunk(1_000);
        page.append(EncodedEvent.withId(id(2), new EventContent(null, new byte[9]), false));
        page.append(EncodedEvent.endAlone(id(3)));
        cursor.turnTo(new Position.OnPage(page, memory, id(3), id(19)), id(1));
        long bytes = memory.excessBytes();
        cursor.advanceTo(page, 1);
        assertInstanceOf(Position.OnPage.class, cursor.position());
        cursor.advanceTo(page, 2);
        assertInstanceOf(Position.Ended.class, cursor.position());
        assertEquals(bytes - page.capacity(), memory.excessBytes());
    }
}
