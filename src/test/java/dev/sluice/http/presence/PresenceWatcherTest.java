package dev.sluice.http.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.channel.NamePatterns;
import dev.sluice.connection.CloseReason;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the presence of a topic is read; a test takes the turns of the thread. */
class PresenceWatcherTest {
    private static final StreamInfo STREAM = new StreamInfo(
            "id", Optional.empty(), Optional.empty(), Instant.EPOCH, List.of(new Need(Right.READ, "room")));

    private final FakeDirectory directory = new FakeDirectory();
    private final List<String> told = new ArrayList<>();
    private long now;
    private final PresenceWatcher telling = new PresenceWatcher(
            new NamePatterns(List.of("room")),
            directory,
            (topic, change) -> told.add(topic + " +" + change.joined().number() + " -"
                    + change.left().number()),
            () -> now);

    private static final class FakeDirectory implements ConnectionDirectory {
        private List<Person> persons = List.of();
        private RuntimeException failure;
        private int reads;

        @Override
        public Presence presence(String topic, int limit) {
            reads++;
            if (failure != null) {
                throw failure;
            }
            return new Presence(persons.size(), persons.size(), persons);
        }

        @Override
        public Page list(Filter filter, Optional<String> after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Long> counts() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Long> consumers(Set<String> queues) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Long> subscribers(Set<String> topics) {
            throw new UnsupportedOperationException();
        }
    }

    private void are(String... users) {
        directory.persons = List.of(users).stream()
                .map(user -> new Person(Optional.of(user), Optional.empty()))
                .toList();
    }

    private void publish(String message) {
        telling.published("presence", message.getBytes(StandardCharsets.UTF_8));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += TimeUnit.SECONDS.toNanos(1) + 1_000_000;
            telling.turn();
        }
    }

    @Test
    void readsOnceForEachSignal() {
        telling.opened(STREAM);
        pass(10);
        assertEquals(1, directory.reads, "the first look");
        are("ann");
        publish("[\"room\",\"another\"]");
        pass(10);
        assertEquals(2, directory.reads);
        assertEquals(List.of("room +1 -0"), told);
        pass(60);
        assertEquals(3, directory.reads, "a signal may be missed");
    }

    @Test
    void readsOnUntilNobodyIsHeldBack() {
        are("ann");
        telling.opened(STREAM);
        pass(1);
        are();
        publish("[\"room\"]");
        pass(20);
        assertEquals(List.of("room +0 -1"), told);
        assertTrue(directory.reads < 9, "reads: " + directory.reads);
    }

    @Test
    void triesAgainAfterAFailure() {
        telling.opened(STREAM);
        pass(1);
        are("ann");
        directory.failure = new StoreUnavailableException("It is away", null);
        publish("[\"room\"]");
        pass(2);
        assertEquals(
                "Browsers are not told who joins and leaves: It is away.",
                telling.fault().orElseThrow());
        directory.failure = null;
        pass(1);
        assertEquals(List.of("room +1 -0"), told);
        assertEquals(Optional.empty(), telling.fault());
    }

    @Test
    void looksAgainAfterAnUnexpectedFailure() {
        telling.opened(STREAM);
        pass(1);
        are("ann");
        directory.failure = new IllegalStateException("as no store should fail");
        publish("[\"room\"]");
        pass(1);
        directory.failure = null;
        pass(1);
        assertEquals(List.of("room +1 -0"), told);
    }

    @Test
    void malformedSignalsAreSkipped() {
        telling.opened(STREAM);
        for (String message : List.of("null", "[null]", "{}", "\u0000", "[1,[2]]")) {
            publish(message);
        }
        pass(1);
        assertEquals(1, directory.reads);
    }

    @Test
    void topicsWithoutStreamsAreNotRead() {
        telling.opened(STREAM);
        telling.closed(STREAM, CloseReason.CLOSED);
        publish("[\"room\"]");
        pass(5);
        assertEquals(0, directory.reads);
    }
}
