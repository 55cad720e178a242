package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.Grants;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private long nanos = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private Instant now = Instant.ofEpochSecond(1_800_000_000);
    private final AnswerCache cache = new AnswerCache(2, 1_000, () -> nanos, () -> now);

    private static Access access(String user) {
        return new Access(Optional.of(user), Grants.NONE, Optional.empty(), List.of());
    }

    private void keep(String key, String user, long seconds) {
        keep(key, user, seconds, 1);
    }

    private void keep(String key, String user, long seconds, int bytes) {
        cache.keep(key, new KeepableAccess(access(user), Duration.ofSeconds(seconds), bytes), nanos);
    }

    private Optional<String> find(String key) {
        return cache.find(key).flatMap(Access::user);
    }

    @Test
    void keepsAnAnswerWhileItIsFresh() {
        keep("a", "anna", 60);
        nanos += Duration.ofSeconds(60).toNanos() - 1;
        assertEquals(Optional.of("anna"), find("a"));
        assertEquals(Optional.empty(), find("b"));
        nanos++;
        assertEquals(Optional.empty(), find("a"));
    }

    @Test
    void keepsNothingThatIsNotFresh() {
        keep("a", "anna", 0);
        assertEquals(Optional.empty(), find("a"));
    }

    @Test
    void keepsNothingLongerThanItsAccess() {
        Access ending = new Access(Optional.of("anna"), Grants.NONE, Optional.of(now.plusSeconds(10)), List.of());
        cache.keep("a", new KeepableAccess(ending, Duration.ofSeconds(60), 1), nanos);
        now = now.plusSeconds(9);
        assertEquals(Optional.of("anna"), find("a"));
        now = now.plusSeconds(1);
        assertEquals(Optional.empty(), find("a"));
    }

    @Test
    void dropsWhatNamesARevokedUser() {
        keep("a", "anna", 60);
        keep("b", "bert", 60);
        cache.drop(Set.of("anna", "carla"));
        assertEquals(Optional.empty(), find("a"));
        assertEquals(Optional.of("bert"), find("b"));
    }

    @Test
    void takesNoAnswerAskedForBeforeARevocation() {
        long asked = nanos;
        nanos += 5;
        cache.drop(Set.of("anna"));
        KeepableAccess answer = new KeepableAccess(access("anna"), Duration.ofSeconds(60), 1);
        nanos += 5;
        assertFalse(cache.keep("a", answer, asked));
        assertEquals(Optional.empty(), find("a"));
        assertTrue(cache.keep("a", answer, nanos));
        assertEquals(Optional.of("anna"), find("a"));
        assertTrue(cache.keep("b", new KeepableAccess(access("bert"), Duration.ofSeconds(60), 1), asked));
    }

    @Test
    void droppedAnswersMakeRoom() {
        keep("a", "anna", 60, 600);
        cache.drop(Set.of("anna"));
        keep("b", "bert", 60, 500);
        keep("c", "carla", 60, 500);
        assertEquals(Optional.of("bert"), find("b"));
        assertEquals(Optional.of("carla"), find("c"));
    }

    @Test
    void dropsTheLeastRecentlyUsed() {
        keep("a", "anna", 60);
        keep("b", "bert", 60);
        find("a");
        keep("c", "carla", 60);
        assertEquals(Optional.of("anna"), find("a"));
        assertEquals(Optional.empty(), find("b"));
        assertEquals(Optional.of("carla"), find("c"));
    }

    @Test
    void dropsAnswersThatAreTooMuchTogether() {
        keep("a", "anna", 60, 600);
        keep("a", "anna", 60, 400);
        keep("b", "bert", 60, 600);
        assertEquals(Optional.of("anna"), find("a"));
        keep("c", "carla", 60, 500);
        assertEquals(Optional.of("anna"), find("a"));
        assertEquals(Optional.empty(), find("b"));
        assertEquals(Optional.of("carla"), find("c"));
        keep("d", "dora", 60, 1_001);
        assertEquals(Optional.empty(), find("d"));
    }
}
