package dev.sluice.access.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.PublishException;
import dev.sluice.store.RevocationStore;
import dev.sluice.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Two nodes and a store that forgets, is away and is full. A turn is a second. */
class RevocationSyncTest {
    private static final long MAX_AGE_MILLIS = 1_000_000;

    private static final class Store implements RevocationStore {
        private final Map<String, Long> entries = new HashMap<>();
        private long now = 1_800_000_000_000L;
        private RuntimeException failure;
        private boolean full;
        private int allRead;

        private void answer() {
            if (failure != null) {
                throw failure;
            }
            entries.values().removeIf(millis -> millis < now - MAX_AGE_MILLIS);
        }

        @Override
        public Recent since(long millis) {
            answer();
            return new Recent(now, entries.size(), from(millis));
        }

        @Override
        public List<Revocation> all() {
            answer();
            allRead++;
            return from(0);
        }

        private List<Revocation> from(long first) {
            return entries.entrySet().stream()
                    .filter(entry -> entry.getValue() >= first)
                    .map(entry -> new Revocation(entry.getKey(), entry.getValue()))
                    .toList();
        }

        @Override
        public int restore(List<Revocation> revocations) {
            answer();
            revocations.forEach(one -> entries.merge(one.user(), one.millis(), Math::max));
            return revocations.size();
        }

        @Override
        public Revocation revoke(String user) throws PublishException {
            answer();
            if (full) {
                throw new PublishException("full", null);
            }
            entries.put(user, now);
            return new Revocation(user, now);
        }
    }

    private static final class Node {
        private final Revocations revocations = new Revocations(3);
        private final List<String> dropped = new ArrayList<>();
        private final RevocationSync sync;
        private long nanos = Long.MAX_VALUE - 5;

        private Node(Store store) {
            sync = new RevocationSync(
                    store, revocations, Duration.ofMillis(MAX_AGE_MILLIS), dropped::addAll, () -> nanos);
        }

        private long turn() {
            nanos += Duration.ofSeconds(1).toNanos();
            return sync.turn();
        }

        private List<RevocationStore.Revocation> known() {
            return revocations.without(Set.of());
        }
    }

    private final Store store = new Store();
    private final Node node = new Node(store);
    private final Node other = new Node(store);

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            store.now += 1_000;
            node.turn();
            other.turn();
        }
    }

    private void revoke(String user) {
        CompletableFuture<Void> outcome = node.sync.revoke(user);
        assertFalse(outcome.isDone(), "no thread waits");
        node.turn();
        outcome.join();
    }

    @Test
    void whatOneNodeRevokesTheOtherLearns() {
        turns(1);
        revoke("ann");
        assertEquals(List.of("ann"), node.dropped);
        assertEquals(1, node.revocations.count());
        turns(1);
        assertEquals(List.of("ann"), other.dropped);
        assertEquals(node.known(), other.known());
        turns(5);
        assertEquals(List.of("ann"), other.dropped, "told once");
        revoke("ann");
        turns(1);
        assertEquals(List.of("ann", "ann"), other.dropped, "again for answers that were kept since");
    }

    @Test
    void aNewNodeReadsAll() {
        turns(1);
        revoke("ann");
        turns(100);
        Node late = new Node(store);
        late.turn();
        assertEquals(node.known(), late.known());
    }

    @Test
    void nodesWriteWhatTheStoreHasLost() {
        turns(1);
        revoke("ann");
        turns(5);
        store.entries.clear();
        Node late = new Node(store);
        late.turn();
        assertEquals(0, late.revocations.count());
        turns(1);
        assertEquals(1, store.entries.size());
        late.turn();
        for (int i = 0; i < 5; i++) {
            late.turn();
        }
        assertEquals(node.known(), late.known(), "found by the number, as its time is long ago");
    }

    @Test
    void equalNumbersAreComparedOnceAMinute() {
        turns(1);
        revoke("ann");
        turns(20);
        store.entries.clear();
        store.entries.put("bert", store.now - 100_000);
        turns(60);
        assertEquals(2, store.entries.size());
        assertEquals(node.known(), other.known());
        assertEquals(2, node.revocations.count());
    }

    @Test
    void readsLittleWhileNothingHappens() {
        turns(1);
        int before = store.allRead;
        turns(50);
        assertEquals(before, store.allRead);
    }

    @Test
    void oldRevocationsAreForgottenEverywhere() {
        turns(1);
        revoke("ann");
        turns((int) (MAX_AGE_MILLIS / 1_000));
        assertEquals(1, node.revocations.count());
        turns(1);
        assertEquals(0, node.revocations.count());
        assertEquals(0, other.revocations.count());
        assertEquals(Map.of(), store.entries);
    }

    @Test
    void saysWhatItCannotRead() {
        assertTrue(node.sync.fault().orElseThrow().endsWith("they have not been read yet."));
        store.failure = new StoreUnavailableException("Redis is away", null);
        turns(1);
        assertTrue(node.sync.fault().orElseThrow().endsWith("tokens: Redis is away."));
        store.failure = new IllegalStateException("a bug");
        turns(1);
        assertTrue(node.sync.fault().orElseThrow().contains("a bug"));
        store.failure = null;
        turns(1);
        assertEquals(Optional.empty(), node.sync.fault());
    }

    @Test
    void waitsAtMostASecondAfterFailures() {
        store.failure = new StoreUnavailableException("Redis is away", null);
        for (int i = 0; i < 10; i++) {
            long pause = node.turn();
            assertTrue(pause > 0 && pause <= Duration.ofSeconds(1).toNanos(), String.valueOf(pause));
        }
    }

    @Test
    void knownRevocationsOutlastAnOutage() {
        turns(1);
        revoke("ann");
        store.failure = new StoreUnavailableException("Redis is away", null);
        turns(2_000);
        assertEquals(1, node.revocations.count());
    }

    @Test
    void revocationWithoutAnAnswerFails() {
        turns(1);
        store.failure = new StoreUnavailableException("Redis is away", null);
        CompletableFuture<Void> first = node.sync.revoke("ann");
        CompletableFuture<Void> second = node.sync.revoke("bert");
        node.turn();
        for (CompletableFuture<Void> outcome : List.of(first, second)) {
            assertInstanceOf(
                    StoreUnavailableException.class,
                    assertThrows(CompletionException.class, outcome::join).getCause());
        }
        store.failure = null;
        node.turn();
        assertEquals(0, node.revocations.count(), "not repeated later, unasked");
    }

    @Test
    void tooManyRevocationsAreRefused() {
        store.full = true;
        CompletableFuture<Void> outcome = node.sync.revoke("ann");
        node.turn();
        assertInstanceOf(
                PublishException.class,
                assertThrows(CompletionException.class, outcome::join).getCause());
        assertEquals(Optional.empty(), node.sync.fault());
    }

    @Test
    void saysThatTheStoreHasMoreThanFit() {
        for (String user : List.of("a", "b", "c", "d")) {
            store.entries.put(user, store.now);
        }
        turns(1);
        assertEquals(3, node.revocations.count());
        assertTrue(node.sync.fault().orElseThrow().contains("more than"));
    }

    @Test
    void namesAndRequestsAreBounded() {
        assertTrue(node.sync.revoke("").isCompletedExceptionally());
        assertTrue(node.sync.revoke("a".repeat(1_025)).isCompletedExceptionally());
        assertFalse(node.sync.revoke("a".repeat(1_024)).isDone());
        for (int i = 1; i < 1_000; i++) {
            assertFalse(node.sync.revoke("user" + i).isDone());
        }
        assertInstanceOf(
                StoreUnavailableException.class,
                assertThrows(CompletionException.class, node.sync.revoke("one more")::join)
                        .getCause());
    }

    @Test
    void closeRefusesWhatWaits() {
        node.sync.start();
        node.sync.close();
        assertTrue(node.sync.revoke("ann").isCompletedExceptionally());
    }
}
