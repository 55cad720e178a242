package dev.sluice.delivery.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.Deliveries;
import dev.sluice.delivery.ModelClaimStore;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Claims of nodes that are gone, some of them on queues of another team. */
class RecoveryTest {
    private static final Refusal NOPERM = new Refusal("NOPERM", true);

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> told = new ArrayList<>();
    private long now;

    private final QueueObserver observer = new QueueObserver() {
        @Override
        public void unreturned(String incarnation, int queues, String queue, Refusal refusal) {
            told.add(incarnation + ": " + queues + " queues, " + queue + ": " + refusal.reason());
        }
    };
    private final Recovery recovery = new Recovery(store, new ClaimReturn(store, observer), observer, () -> now);

    /** A node claims a message of each queue and is gone. */
    private void dies(String incarnation, Collection<String> queues) {
        store.renew(incarnation, true, Deliveries.LEASE);
        store.enlist(incarnation, queues);
        int session = 0;
        for (String queue : queues) {
            store.push(queue, "of " + queue);
            store.exchange(List.of(new Exchange(
                    queue,
                    incarnation + "." + ++session,
                    1,
                    Long.MAX_VALUE,
                    0,
                    0,
                    List.of(),
                    new ClaimLimits(1, 1_000, 1_000))));
        }
        store.lapse(incarnation, List.of());
    }

    /** A renewal tells of these; returns the queues to which messages came back. */
    private Set<String> renewal(String... lapsed) {
        recovery.begin(List.of(lapsed));
        Set<String> recovered = new HashSet<>();
        for (int i = 0; recovery.isDue(); i++) {
            assertTrue(i < 1_000, "it never ends");
            recovered.addAll(recovery.advance());
        }
        return recovered;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Test
    @DisplayName("What may not be returned is told once, and all else comes back at once")
    void refusedReturnIsToldOnceAndOthersReturn() {
        List<String> theirs = names("theirs:", 7);
        List<String> mixed = new ArrayList<>(theirs);
        mixed.addAll(List.of("a", "z"));
        dies("other.1", mixed);
        dies("own.1", List.of("mine"));
        theirs.forEach(queue -> store.refuse(queue, NOPERM));
        assertEquals(Set.of("a", "z", "mine"), renewal("other.1", "own.1"));
        assertEquals(1, told.size());
        assertTrue(told.get(0).matches("other\\.1: 7 queues, theirs:[0-9]: NOPERM"), told.get(0));
        assertEquals(theirs, store.enlisted("other.1"));
        assertEquals(Set.of("other.1"), store.nodes());
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofSeconds(4));
            renewal("other.1");
        }
        assertEquals(1, told.size());
    }

    @Test
    void refusedReturnBacksOffUntilAllowed() {
        dies("other.1", List.of("theirs"));
        store.refuse("theirs", NOPERM);
        List<Integer> tries = new ArrayList<>();
        int seconds = 0;
        for (; seconds < 3_600; seconds++) {
            int before = store.calls();
            renewal("other.1");
            if (store.calls() > before) {
                tries.add(seconds);
            }
            pass(Duration.ofSeconds(1));
        }
        assertEquals(List.of(0, 10, 30, 70, 150, 310, 610, 910), tries.subList(0, 8));
        assertEquals(16, tries.size(), "every five minutes");
        store.refuse("theirs", null);
        pass(Duration.ofMinutes(5));
        assertEquals(Set.of("theirs"), renewal("other.1"));
        assertEquals(List.of("of theirs"), store.waiting("theirs"));
        assertEquals(Set.of(), store.nodes());
    }

    @Test
    void anotherIncarnationIsToldOfToo() {
        dies("other.1", List.of("theirs"));
        dies("other.2", List.of("theirs"));
        store.refuse("theirs", NOPERM);
        renewal("other.1", "other.2");
        assertEquals(2, told.size());
    }

    @Test
    @DisplayName("A key of the wrong type is told once and tried every ten seconds")
    void wrongTypeIsToldOnceAndRetried() {
        dies("other.1", List.of("q"));
        store.setWrongType("q", true);
        for (int i = 0; i < 100; i++) {
            renewal("other.1");
            pass(Duration.ofSeconds(4));
        }
        assertEquals(List.of("other.1: 1 queues, q: its key in Redis does not hold a list"), told);
        store.setWrongType("q", false);
        pass(Duration.ofSeconds(10));
        assertEquals(Set.of("q"), renewal("other.1"));
    }

    @Test
    void interruptedRecoveryResumesWhereItWas() {
        List<String> theirs = names("theirs:", 9);
        dies("other.1", theirs);
        theirs.forEach(queue -> store.refuse(queue, NOPERM));
        recovery.begin(List.of("other.1"));
        for (int i = 0; i < 3; i++) {
            recovery.advance();
            recovery.begin(List.of("other.1"));
        }
        assertFalse(recovery.isDue(), "three pages of three were the whole");
        assertEquals(1, told.size());
    }

    @Test
    void failedForgettingIsRepeatedLater() {
        dies("other.1", List.of("q"));
        recovery.begin(List.of("other.1"));
        recovery.advance();
        store.fail(store.calls() + 2, ModelClaimStore.Fault.LOST_BEFORE); // the call that forgets
        assertThrows(StoreUnavailableException.class, recovery::advance);
        assertEquals(Set.of("other.1"), store.nodes());
        recovery.advance();
        assertFalse(recovery.isDue());
        assertEquals(Set.of(), store.nodes());
    }
}
