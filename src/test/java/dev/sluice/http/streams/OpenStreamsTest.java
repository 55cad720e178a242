package dev.sluice.http.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.Grants;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.CloseReason;
import dev.sluice.connection.RetryDelay;
import dev.sluice.testing.Await;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ends of streams in time, and their renewal. */
class OpenStreamsTest {
    private static final Need QUEUE = new Need(Right.TAKE, "q");
    private static final Need TOPIC = new Need(Right.READ, "t");

    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger expired = new AtomicInteger();
    private final Set<String> revoked = new HashSet<>();
    private final Set<String> unserved = new HashSet<>();
    private boolean slow;
    private Instant now = Instant.ofEpochSecond(1_000);
    private OpenStreams streams = streams(Optional.empty());

    private OpenStreams streams(Optional<Duration> maxAge) {
        OpenStreams all = new OpenStreams(
                new RetryDelay(Duration.ofSeconds(1), new Random(1)),
                maxAge,
                () -> now,
                new Random(1),
                expired::incrementAndGet,
                access -> access.user().filter(revoked::contains).isPresent(),
                need -> !unserved.contains(need.name()));
        all.observe(new Told());
        return all;
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    private class Told implements StreamObserver {
        @Override
        public void opened(StreamInfo stream) {
            seen.add("opened " + stream.id());
        }

        @Override
        public void changed(StreamInfo before, StreamInfo stream) {
            seen.add("changed to " + stream.needs().size());
        }

        @Override
        public void closed(StreamInfo stream, CloseReason reason) {
            seen.add(reason + " " + stream.id());
        }
    }

    private final class Recorded implements StreamHandle {
        @Override
        public boolean tell(ByteBuffer events) {
            happened.add("told " + type(events));
            return !slow;
        }

        @Override
        public void end(ByteBuffer lastEvents, CloseReason reason) {
            happened.add("ended " + type(lastEvents));
        }

        @Override
        public void revoke(ByteBuffer lastEvents, CloseReason reason) {
            happened.add("revoked " + type(lastEvents));
        }

        @Override
        public void close(CloseReason reason) {
            happened.add("closed " + reason);
        }

        @Override
        public void drop(List<Need> channels) {
            happened.add("dropped " + channels.get(0).name());
        }
    }

    private static String type(ByteBuffer events) {
        String text = StandardCharsets.UTF_8.decode(events).toString();
        if (!text.contains("sluice:")) {
            return text;
        }
        return text.substring(text.indexOf("sluice:")).replace("\ndata: ", " ").strip();
    }

    private OpenStream open(Optional<Instant> expires) {
        Access access = new Access(Optional.of("ann"), Grants.NONE, expires, List.of());
        OpenStream watch = streams.prepare("id", access, Optional.empty(), List.of(QUEUE, TOPIC));
        watch.opened(new Recorded());
        return watch;
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            streams.sweep();
        }
    }

    @Test
    void channelsThatAreNotServedLeave() {
        open(Optional.empty());
        unserved.add(QUEUE.name());
        streams.dropUnserved();
        assertEquals(List.of("dropped " + QUEUE.name()), happened);
        assertEquals(List.of(TOPIC), streams.find("id").orElseThrow().needs());
        unserved.add(TOPIC.name());
        streams.dropUnserved();
        assertEquals("revoked sluice:ended {\"reason\":\"not-served\"}", happened.get(happened.size() - 1));
    }

    @Test
    void aPageIsToldBeforeTheEnd() {
        open(Optional.of(now.plusSeconds(100)));
        pass(69);
        assertEquals(List.of(), happened);
        pass(5);
        assertEquals(List.of("told sluice:expiring {\"expires\":1100}"), happened);
        pass(26);
        assertEquals("revoked sluice:ended {\"reason\":\"expired\"}", happened.get(1));
        assertEquals(2, happened.size());
        assertEquals(1, expired.get());
    }

    @Test
    void whatWasRevokedBeforeItOpenedEnds() {
        revoked.add("ann");
        open(Optional.empty());
        pass(2);
        assertEquals(List.of(), happened, "whoever revokes has time to say that it is final");
        pass(1);
        assertEquals(List.of("revoked sluice:ended {\"reason\":\"revoked\"}"), happened);
        assertEquals(0, expired.get());
    }

    @Test
    void othersStayWhenAUserIsRevoked() {
        open(Optional.empty());
        revoked.add("bert");
        pass(10);
        assertEquals(List.of(), happened);
    }

    @Test
    void renewalBeginsTheTimeAnew() {
        open(Optional.of(now.plusSeconds(10)));
        pass(5);
        assertTrue(streams.renew("id", List.of(QUEUE, TOPIC), Optional.of(now.plusSeconds(50))));
        pass(45);
        assertEquals(2, happened.size(), "told twice");
        assertTrue(streams.renew("id", List.of(QUEUE), Optional.empty()));
        pass(1_000);
        assertEquals("dropped t", happened.get(2));
        assertEquals(3, happened.size());
    }

    @Test
    void aStreamWithoutGrantsEnds() {
        open(Optional.empty());
        streams.renew("id", List.of(), Optional.empty());
        assertEquals("revoked sluice:ended {\"reason\":\"not-granted\"}", happened.get(1));
        assertFalse(streams.renew("id", List.of(QUEUE), Optional.empty()), "it has ended");
    }

    @Test
    void renewalsThatShareNoChannelEndTheStream() {
        open(Optional.empty());
        streams.renew("id", List.of(QUEUE), Optional.empty());
        streams.renew("id", List.of(TOPIC), Optional.empty());
        assertEquals(List.of("dropped t", "dropped q", "revoked sluice:ended {\"reason\":\"not-granted\"}"), happened);
    }

    @Test
    void browsersThatDoNotReadAreCut() throws Exception {
        open(Optional.of(now.plusSeconds(5)));
        pass(6);
        assertEquals(2, happened.size(), "told and ended");
        Await.until("the cut", () -> happened.size() == 3);
        assertEquals("closed expired", happened.get(2));
    }

    @Test
    void aTopicThatEndsLeavesTheStream() {
        OpenStream stream = open(Optional.empty());
        stream.topicEnded("t");
        assertEquals(
                List.of("dropped t", "told sluice:ended {\"reason\":\"topic-ended\",\"topic\":\"t\",\"remaining\":1}"),
                happened);
        assertEquals(List.of("opened id", "changed to 1"), seen);
        assertEquals(List.of(QUEUE), streams.find("id").orElseThrow().needs());
    }

    @Test
    @DisplayName("The last topic ends the stream, which is not cut while a slow browser takes the rest, but in time")
    void theLastTopicEndsTheStream() throws Exception {
        OpenStream stream = open(Optional.of(now.plusSeconds(100)));
        streams.renew("id", List.of(TOPIC), Optional.of(now.plusSeconds(10)));
        happened.clear();
        stream.topicEnded("t");
        assertEquals(
                List.of("dropped t", "ended sluice:ended {\"reason\":\"topic-ended\",\"topic\":\"t\",\"remaining\":0}"),
                happened);
        pass(11);
        Await.until("the cut at the end of its access", () -> happened.contains("closed expired"));
        assertTrue(happened.contains("revoked sluice:ended {\"reason\":\"expired\"}"), happened.toString());
    }

    @Test
    void streamIsCutIfPageCannotBeTold() {
        OpenStream stream = open(Optional.empty());
        slow = true;
        stream.topicEnded("t");
        assertEquals("closed cut", happened.get(2), "it comes back and is told then");
    }

    @Test
    void aTopicEndsAfterTheStreamInVain() {
        OpenStream stream = open(Optional.empty());
        streams.end(StreamSelection.ofId("id"));
        happened.clear();
        stream.topicEnded("t");
        assertEquals(List.of(), happened);
    }

    @Test
    void closedStreamsAreForgotten() {
        open(Optional.of(now.plusSeconds(10))).closed(CloseReason.CLOSED);
        assertEquals(Optional.empty(), streams.find("id"));
        pass(20);
        assertEquals(List.of(), happened);
    }

    @Test
    void theObserverHearsOfEachStream() {
        OpenStream stream = open(Optional.empty());
        streams.renew("id", List.of(QUEUE), Optional.empty());
        stream.closed(CloseReason.STALLED);
        streams.prepare("never", Access.NONE, Optional.empty(), List.of(QUEUE)).closed(CloseReason.CLOSED);
        assertEquals(List.of("opened id", "changed to 1", "stalled id"), seen);
    }

    @Test
    void aChangeIsNotToldAfterTheEnd() throws Exception {
        CountDownLatch changing = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        OpenStream stream = open(Optional.empty());
        streams.observe(new Told() {
            @Override
            public void changed(StreamInfo before, StreamInfo after) {
                changing.countDown();
                awaitUninterrupted(closing);
                super.changed(before, after);
            }
        });
        Thread renewal = new Thread(() -> streams.renew("id", List.of(QUEUE), Optional.empty()));
        renewal.start();
        changing.await();
        Thread end = new Thread(() -> stream.closed(CloseReason.CLOSED));
        end.start();
        Await.until("the end waits or is told", () -> end.getState() != Thread.State.RUNNABLE);
        closing.countDown();
        renewal.join();
        end.join();
        assertEquals(List.of("opened id", "changed to 1", "changed to 1", "closed id", "closed id"), seen);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStreamWithoutChannelsIsNotChanged() {
        OpenStream stream = open(Optional.empty());
        streams.renew("id", List.of(), Optional.empty());
        stream.closed(CloseReason.EXPIRED);
        assertEquals(List.of("opened id", "expired id"), seen);
    }

    private static StreamSelection ofChannel(String channel) {
        return new StreamSelection(Optional.empty(), Optional.empty(), Optional.of(channel));
    }

    @Test
    void selectsByIdUserAndChannel() {
        open(Optional.empty());
        DirectMessage message = new DirectMessage("hello", Optional.of("note"));
        assertEquals(1, streams.send(List.of(StreamSelection.ofId("id")), message));
        assertEquals(1, streams.send(List.of(StreamSelection.ofUser("ann")), message));
        assertEquals(1, streams.send(List.of(ofChannel("t")), message));
        assertEquals(1, streams.send(List.of(StreamSelection.ofId("di"), StreamSelection.ofUser("ann")), message));
        assertEquals(0, streams.send(List.of(StreamSelection.ofId("di")), message));
        assertEquals(0, streams.send(List.of(StreamSelection.ofUser("bob")), message));
        assertEquals(0, streams.send(List.of(ofChannel("u")), message));
        assertEquals(
                0,
                streams.send(
                        List.of(new StreamSelection(Optional.of("id"), Optional.of("bob"), Optional.empty())),
                        message));
    }

    @Test
    void operatorsEndStreamsOnce() throws Exception {
        open(Optional.empty());
        assertEquals(1, streams.end(StreamSelection.ofUser("ann")));
        assertEquals(0, streams.end(StreamSelection.ofUser("ann")), "it is ending");
        assertEquals("revoked sluice:ended {\"reason\":\"ended\"}", happened.get(0));
        Await.until("the cut of a browser that reads nothing", () -> happened.contains("closed ended"));
    }

    private long ended() {
        return happened.stream().filter(text -> text.startsWith("ended")).count();
    }

    @Test
    void oldStreamsEndSpreadOverTime() {
        streams.close();
        streams = streams(Optional.of(Duration.ofSeconds(400)));
        for (int i = 0; i < 100; i++) {
            streams.prepare("id" + i, Access.NONE, Optional.empty(), List.of(QUEUE))
                    .opened(new Recorded());
        }
        pass(300);
        assertEquals(0, ended());
        pass(50);
        assertTrue(ended() > 25 && ended() < 75, "ended by half time: " + ended());
        pass(50);
        assertEquals(100, ended());
        assertEquals("ended sluice:ended {\"reason\":\"max-age\"}", happened.get(0));
        assertEquals(0, expired.get());
    }
}
