package dev.sluice.http.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PresenceCacheTest {
    private final List<String> read = new ArrayList<>();
    private long now = Long.MAX_VALUE - 10; // which overflows
    private final PresenceCache cache = new PresenceCache(this::read, () -> now);

    private CompletableFuture<Presence> read(String topic) {
        read.add(topic);
        return new CompletableFuture<>();
    }

    @Test
    void allInASecondShareARead() {
        CompletableFuture<Presence> first = cache.of("chat");
        now += TimeUnit.MILLISECONDS.toNanos(999);
        assertSame(first, cache.of("chat"));
        cache.of("other");
        now += TimeUnit.MILLISECONDS.toNanos(1);
        assertNotSame(first, cache.of("chat"));
        cache.of("other");
        assertEquals(List.of("chat", "other", "chat"), read);
    }

    @Test
    void topicsBeyondTheBoundAreReadEachTime() {
        for (int i = 0; i < 101; i++) {
            cache.of("room:" + i);
        }
        cache.of("room:100");
        cache.of("room:99");
        assertEquals(102, read.size());
        now += TimeUnit.SECONDS.toNanos(1);
        cache.of("room:100");
        cache.of("room:100");
        assertEquals(103, read.size());
    }

    @Test
    void theAnswerSaysHowManyAreNotListed() {
        Presence presence = new Presence(
                7,
                5,
                List.of(
                        new Person(Optional.of("ann"), Optional.of("Ann")),
                        new Person(Optional.empty(), Optional.of("<b>"))));
        assertEquals(
                "{\"connections\":7,\"users\":[{\"user\":\"ann\",\"as\":\"Ann\"},{\"as\":\"<b>\"}],\"more\":3}",
                new String(PresenceResponder.answer(presence, 2).body(), StandardCharsets.UTF_8));
        assertEquals(
                "{\"connections\":7,\"users\":[],\"more\":5}",
                new String(PresenceResponder.answer(presence, 0).body(), StandardCharsets.UTF_8));
    }
}
