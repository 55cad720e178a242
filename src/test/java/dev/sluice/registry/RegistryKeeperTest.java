package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.RegistryChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RegistryKeeperTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final InMemoryRegistry store = new InMemoryRegistry(100);
    private long now = SECOND;
    private int wakes;
    private final TroubledRegistry registry = new TroubledRegistry(store, () -> now, new ArrayList<>());
    private final ConnectionLedger ledger = new ConnectionLedger(() -> now, () -> wakes++);
    private final RegistryKeeper keeper = new RegistryKeeper("a", registry, ledger, () -> now, () -> wakes++);

    private static ConnectionEntry entry(String id) {
        return new ConnectionEntry(id, Optional.empty(), Optional.empty(), 0, List.of(), List.of("t"), List.of("t"));
    }

    private void begin() {
        store.lease("a.1", true);
        keeper.incarnation("a.1");
        run(1);
        registry.calls().clear();
    }

    private void run(int seconds) {
        long end = now + seconds * SECOND;
        while (now < end) {
            now += Math.min(keeper.step(), end - now);
        }
    }

    private void open(int from, int to) {
        for (int i = from; i < to; i++) {
            ledger.opened(entry("a" + i));
        }
    }

    private int calls(String name) {
        return Collections.frequency(registry.calls(), name);
    }

    @Test
    void recordsNothingBeforeItsLease() {
        open(0, 3);
        run(10);
        assertEquals(0, calls("join") + calls("apply"));
        begin();
        assertEquals(Map.of("a", 3L), store.counts());
    }

    @Test
    void tenThousandCostTwentyCalls() {
        begin();
        open(0, 10_000);
        run(5);
        assertEquals(20, registry.calls().size());
        assertEquals(Map.of("a", 10_000L), store.counts());
        assertTrue(store.lifecycle().size() <= 20, "they are counted");
    }

    @Test
    void idleNodeMakesThreeCallsPerMinute() {
        begin();
        open(0, 10);
        store.join("b", "b.1");
        store.lease("b.1", true);
        run(60);
        registry.calls().clear();
        run(600);
        assertEquals(10, calls("apply"));
        assertEquals(10, calls("nodes"));
        assertEquals(10, calls("leased"));
        assertEquals(30, registry.calls().size());
    }

    @Test
    void writesAgainWhatRedisHasForgotten() {
        begin();
        open(0, 1_200);
        run(2);
        store.clear();
        keeper.compare();
        run(2);
        assertEquals(Map.of("a", 1_200L), store.counts());
        store.clear();
        run(62);
        assertEquals(Map.of("a", 1_200L), store.counts(), "also if nobody has noticed");
    }

    @Test
    void tellsEachUpToHundredPerSecond() {
        begin();
        open(0, 100);
        run(1);
        assertEquals(100, store.lifecycle().size());
        open(100, 201);
        run(1);
        assertEquals(new LifecycleEntry.Counted("a", 101, 0), store.lifecycle().get(100));
        open(201, 202);
        run(1);
        assertEquals(
                new LifecycleEntry.Connected("a", entry("a201")),
                store.lifecycle().get(101));
    }

    @Test
    @DisplayName("A store that refuses everything gets a call each five seconds for each task, and the fault is told")
    void permissionErrorCausesNoStorm() {
        begin();
        assertEquals(Optional.empty(), keeper.fault());
        registry.setAway(true);
        open(0, 30_000);
        run(60);
        registry.calls().clear();
        run(600);
        assertTrue(registry.calls().size() <= 242, "calls: " + registry.calls().size());
        assertEquals(Optional.of("It did not answer."), keeper.fault());
        registry.setAway(false);
        run(20);
        assertEquals(Optional.empty(), keeper.fault());
        assertEquals(Map.of("a", 30_000L), store.counts(), "what was dropped is found by a comparison");
    }

    @Test
    void connectionsDuringAnOutageKeepTheirReasons() {
        begin();
        registry.setAway(true);
        for (int i = 0; i < 50; i++) {
            open(i, i + 1);
            ledger.closed("a" + i, "cut");
            run(1);
        }
        registry.setAway(false);
        run(10);
        assertEquals(100, store.lifecycle().size());
        assertEquals(
                new LifecycleEntry.Disconnected("a", entry("a49"), "cut"),
                store.lifecycle().get(99));
    }

    @Test
    void removesLapsedNodesAtOnce() {
        begin();
        recordOther("b", "b.1", 250);
        keeper.lapsed("b.1");
        run(1);
        assertEquals(Map.of("a", "a.1"), store.nodes());
        assertEquals(
                new LifecycleEntry.Disconnected("b", entry("b249"), "node lost"),
                store.lifecycle().get(499));
    }

    @Test
    void sweepsNodesThatTwiceHeldNoLease() {
        open(0, 1);
        begin();
        store.join("b", "b.1");
        store.join("c", "c.1");
        store.lease("c.1", true);
        run(61);
        assertEquals(Set.of("a", "b", "c"), store.nodes().keySet(), "one look is not enough");
        store.join("b", "b.2");
        run(60);
        assertEquals(Set.of("a", "b", "c"), store.nodes().keySet(), "it has begun again");
        run(60);
        assertEquals(Set.of("a", "c"), store.nodes().keySet());
    }

    @Test
    void neverRemovesItselfOrTheLiving() {
        open(0, 1);
        begin();
        store.join("b", "b.1");
        store.lease("b.1", true);
        store.lease("a.1", false);
        keeper.lapsed("b.1");
        keeper.lapsed("a.1");
        keeper.lapsed("nonsense");
        run(300);
        assertEquals(Set.of("a", "b"), store.nodes().keySet());
        assertEquals(1, store.ids("a").size());
    }

    @Test
    void goesOnAsAnotherIncarnation() {
        begin();
        open(0, 3);
        run(1);
        store.remove("a", "a.1", "node lost");
        ledger.closed("a0", "closed");
        keeper.incarnation("a.2");
        run(1);
        assertEquals(Map.of("a", "a.2"), store.nodes());
        assertEquals(Set.of("a1", "a2"), store.ids("a"));
    }

    @Test
    void leavesWithTheReasonsOfAll() {
        begin();
        open(0, 2);
        now += 2 * SECOND;
        run(1);
        ledger.closed("a0", "expired");
        registry.expectLeaving();
        registry.failNext(TroubledRegistry.Fault.LOST_AFTER);
        keeper.leave();
        assertEquals(Map.of(), store.nodes());
        assertEquals(
                List.of("expired", "drained"),
                store.lifecycle().stream()
                        .filter(LifecycleEntry.Disconnected.class::isInstance)
                        .map(each -> ((LifecycleEntry.Disconnected) each).reason())
                        .toList());
    }

    @Test
    void leavesInBoundedTime() {
        begin();
        open(0, 10);
        run(1);
        registry.calls().clear();
        registry.setAway(true);
        registry.expectLeaving();
        ledger.closed("a1", "closed");
        keeper.leave();
        assertEquals(3, registry.calls().size());
    }

    @Test
    void wakesForTheFirstChangeOnly() {
        begin();
        wakes = 0;
        open(0, 5);
        assertEquals(1, wakes);
        run(1);
        ledger.closed("a1", "closed");
        assertEquals(2, wakes);
        keeper.compare();
        assertEquals(3, wakes);
        ledger.closed("a1", "closed");
        ledger.opened(entry("a2"));
        assertEquals(3, wakes);
        assertEquals(4, ledger.size());
    }

    private void recordOther(String node, String incarnation, int connections) {
        List<RegistryChange.Opened> opened = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            opened.add(new RegistryChange.Opened(entry(node + i)));
        }
        store.join(node, incarnation);
        store.apply(node, incarnation, 1, opened, false);
    }
}
