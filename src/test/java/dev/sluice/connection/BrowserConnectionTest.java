package dev.sluice.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.connection.StreamContainer.Kind;
import dev.sluice.connection.StreamContainer.Opened;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.SpecParser;
import dev.sluice.sse.WriteResult;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection, in the containers that it must work in. */
class BrowserConnectionTest {
    /** More than kernels take for a peer that does not read. */
    private static final int HUGE = 32 << 20;

    private static ByteBuffer event(int size) {
        byte[] data = new byte[size];
        Arrays.fill(data, (byte) 'x');
        return new EventBuffer(size + 64).event(null, null, data).toByteBuffer();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closingEndsTheStreamWithoutAWord(Kind kind) throws Exception {
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.open(container.uri())) {
            Opened opened = container.next();
            assertEquals(WriteResult.WRITTEN, opened.connection().write(event(10)));
            opened.connection().close(CloseReason.CUT);
            Await.until("the end", stream::isEnded);
            assertEquals(1, stream.messages().size());
            assertEquals(0, stream.parser().retries());
            assertEquals(1, opened.closed());
            assertEquals(WriteResult.CLOSED, opened.connection().write(event(10)));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closingDropsTheRestOfAWrite(Kind kind) throws Exception {
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.openUnread(container.uri())) {
            Opened opened = container.next();
            assertEquals(WriteResult.PENDING, opened.connection().write(event(HUGE)));
            opened.connection().close(CloseReason.CUT);
            assertEquals(1, opened.closed());
            stream.startReading();
            Await.until("the end", stream::isEnded);
            assertTrue(stream.messages().isEmpty(), "half an event is none");
            opened.connection().close(CloseReason.CUT);
            assertTrue(opened.connection().closeIfGone());
            assertEquals(1, opened.closed(), "told once");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aLongWriteArrivesWholeAndInOrder(Kind kind) throws Exception {
        String data = IntStream.range(0, 300_000).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.open(container.uri())) {
            Opened opened = container.next();
            opened.connection()
                    .write(new EventBuffer(0)
                            .event(null, null, data.getBytes(StandardCharsets.US_ASCII))
                            .toByteBuffer());
            stream.awaitMessages(1);
            assertEquals(data, stream.messages().get(0));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(Kind.class)
    void cutsOnlyPeersThatTakeNothing(Kind kind) throws Exception {
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.openUnread(container.uri())) {
            Opened opened = container.next();
            long stallNanos = TimeUnit.SECONDS.toNanos(2);
            assertFalse(opened.connection().cutIfStalled(0), "no write is under way");
            long began = System.nanoTime();
            opened.connection().write(event(HUGE));
            while (System.nanoTime() - began < 2 * stallNanos) {
                stream.read(16 * 1024);
                assertFalse(opened.connection().cutIfStalled(stallNanos), "it goes on taking");
                Thread.sleep(20);
            }
            Await.until("the cut", () -> opened.connection().cutIfStalled(stallNanos));
            assertEquals(1, opened.closed());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void toldEventsFollowTheWriteUnderWay(Kind kind) throws Exception {
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.openUnread(container.uri())) {
            Opened opened = container.next();
            opened.connection().tell(named("first"));
            assertEquals(WriteResult.PENDING, opened.connection().write(event(HUGE)));
            opened.connection().tell(named("second"));
            opened.connection().tell(named("third"));
            opened.connection().end(named("last"), CloseReason.ENDED);
            opened.connection().tell(named("too late"));
            stream.startReading();
            Await.until("the end", stream::isEnded);
            assertEquals(
                    List.of("first", "message", "second", "third", "last"),
                    stream.events().stream().map(SpecParser.Event::type).toList());
            Await.until("the end of the connection", () -> opened.closed() == 1);
            assertEquals(CloseReason.ENDED, opened.connection().closeReason());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eventsForSlowBrowsersAreBounded(Kind kind) throws Exception {
        try (StreamContainer container = new StreamContainer(kind);
                EventStream stream = EventStream.openUnread(container.uri())) {
            BrowserConnection slow = container.next().connection();
            assertEquals(WriteResult.PENDING, slow.write(event(HUGE)));
            assertTrue(slow.tell(event(200 * 1024)));
            assertTrue(slow.tell(event(50 * 1024)));
            assertFalse(slow.tell(event(50 * 1024)), "over 256 KiB");
            stream.startReading();
            stream.awaitMessages(3);
            Await.until("room", () -> slow.tell(event(10)));
            stream.awaitMessages(4);
        }
    }

    private static ByteBuffer named(String type) {
        return new EventBuffer(64).event(null, type, new byte[] {'x'}).toByteBuffer();
    }
}
