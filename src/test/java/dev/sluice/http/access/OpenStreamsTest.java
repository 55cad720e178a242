package dev.sluice.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.Grants;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.connection.RetryDelay;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ends of streams in time, and their renewal. */
class OpenStreamsTest {
    private static final Need QUEUE = new Need(Right.TAKE, "q");
    private static final Need TOPIC = new Need(Right.READ, "t");

    private final List<String> happened = new ArrayList<>();
    private final AtomicInteger expired = new AtomicInteger();
    private Instant now = Instant.ofEpochSecond(1_000);
    private OpenStreams streams = streams(Optional.empty());

    private OpenStreams streams(Optional<Duration> maxAge) {
        return new OpenStreams(
                new RetryDelay(Duration.ofSeconds(1), new Random(1)),
                maxAge,
                () -> now,
                new Random(1),
                expired::incrementAndGet);
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    private final class Recorded implements Stream {
        @Override
        public void tell(ByteBuffer events) {
            happened.add("told " + type(events));
        }

        @Override
        public void end(ByteBuffer lastEvents) {
            happened.add("ended " + type(lastEvents));
        }

        @Override
        public void revoke(ByteBuffer lastEvents) {
            happened.add("revoked " + type(lastEvents));
        }

        @Override
        public void close() {
            happened.add("closed");
        }

        @Override
        public void drop(List<Need> channels) {
            happened.add("dropped " + channels.get(0).name());
        }
    }

    private static String type(ByteBuffer events) {
        String text = StandardCharsets.UTF_8.decode(events).toString();
        return text.substring(text.indexOf("sluice:")).replace("\ndata: ", " ").strip();
    }

    private StreamAccess.Watch open(Optional<Instant> expires) {
        Access access = new Access(Optional.of("ann"), Grants.NONE, expires, List.of());
        StreamAccess.Watch watch = streams.watch("id", access, () -> List.of(QUEUE, TOPIC));
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
    void browsersThatDoNotReadAreCut() {
        open(Optional.of(now.plusSeconds(5)));
        pass(6);
        assertEquals(2, happened.size(), "told and ended");
        pass(2);
        assertEquals("closed", happened.get(2));
    }

    @Test
    void closedStreamsAreForgotten() {
        open(Optional.of(now.plusSeconds(10))).closed();
        assertEquals(Optional.empty(), streams.find("id"));
        pass(20);
        assertEquals(List.of(), happened);
    }

    private long ended() {
        return happened.stream().filter(text -> text.startsWith("ended")).count();
    }

    @Test
    void oldStreamsEndSpreadOverTime() {
        streams.close();
        streams = streams(Optional.of(Duration.ofSeconds(400)));
        for (int i = 0; i < 100; i++) {
            streams.watch("id" + i, Access.NONE, () -> List.of(QUEUE)).opened(new Recorded());
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
