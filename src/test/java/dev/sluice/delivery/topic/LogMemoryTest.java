package dev.sluice.delivery.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.sse.EventContent;
import dev.sluice.store.StreamId;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogMemoryTest {
    private static final int MAX_BYTES = 100_000;

    private final LogMemory memory = new LogMemory(MAX_BYTES, MAX_BYTES);

    private TopicLog log() {
        return new TopicLog(memory, StreamId.ZERO, StreamId.ZERO);
    }

    private static void append(TopicLog log, int events) {
        for (int i = 0; i < events; i++) {
            StreamId id = new StreamId(1, log.last().sequence() + 1);
            log.append(EncodedEvent.withId(id, new EventContent(null, new byte[900]), false));
        }
    }

    @Test
    void manyTopicsKeepWithinTheBound() {
        TopicLog[] logs = Stream.generate(this::log).limit(500).toArray(TopicLog[]::new);
        for (int round = 0; round < 3; round++) {
            for (TopicLog log : logs) {
                append(log, 1);
            }
        }
        int kept = Stream.of(logs).mapToInt(TopicLog::count).sum();
        assertTrue(kept > 50 && kept < 120, "about a hundred events fit: " + kept);
        assertEquals(1, logs[499].count(), "the newest are kept");
        assertEquals(0, logs[0].count());
    }

    @Test
    void coversTheLastPlaceButNoGoneOne() {
        TopicLog quiet = log();
        append(quiet, 3);
        TopicLog busy = log();
        append(busy, 200);
        assertEquals(0, quiet.count());
        assertTrue(quiet.covers(quiet.last()));
        assertFalse(quiet.covers(new StreamId(1, 2)));
        append(quiet, 1);
        assertTrue(quiet.covers(new StreamId(1, 3)));
        LogChunk chunk = quiet.chunk(quiet.chunkAfter(new StreamId(1, 3)));
        assertEquals(new StreamId(1, 4), chunk.id(chunk.indexAfter(new StreamId(1, 3))));
    }

    @Test
    void chunkCountsUntilItsLastWriteHasLeft() {
        TopicLog log = log();
        append(log, 1);
        LogChunk chunk = log.chunk(log.chunkAfter(StreamId.ZERO));
        memory.beginUse(chunk);
        memory.beginUse(chunk);
        log.clear();
        TopicLog other = log();
        append(other, 70); // as large as the bound, but for some
        assertFalse(memory.excessBytes() > 0);
        LogChunk page = new LogChunk(MAX_BYTES);
        memory.beginUse(page);
        assertTrue(memory.excessBytes() > 0);
        memory.endUse(page);
        assertFalse(memory.excessBytes() > 0);
        memory.endUse(chunk);
        memory.endUse(chunk);
        other.clear();
        memory.beginUse(new LogChunk(MAX_BYTES));
        assertFalse(memory.excessBytes() > 0, "nothing else counts any more");
    }

    @Test
    void whatIsClearedMakesRoom() {
        IntStream.range(0, 50).forEach(i -> {
            TopicLog log = log();
            append(log, 50);
            log.clear();
        });
        TopicLog one = log();
        append(one, 20);
        TopicLog other = log();
        append(other, 20);
        assertEquals(20, one.count());
        assertEquals(20, other.count());
    }
}
