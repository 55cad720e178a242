package dev.sluice.registry;

import dev.sluice.store.registry.ConnectionEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** A node of a simulation, with the connections that are truly open on it. */
final class SimulatedRegistryNode {
    private static final List<String> REASONS = List.of("closed", "cut", "stalled", "expired", "ended");

    private final String name;
    private final InMemoryRegistry store;
    private final TroubledRegistry registry;
    private final ConnectionLedger ledger;
    private final RegistryKeeper keeper;
    private final LongSupplier clock;
    private final Map<String, ConnectionEntry> open = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private int incarnations;
    private int connections;
    private boolean unaware;
    private boolean comparisonOwed;

    SimulatedRegistryNode(String name, InMemoryRegistry store, LongSupplier clock, List<Runnable> late) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.registry = new TroubledRegistry(store, clock, late);
        this.ledger = new ConnectionLedger(clock::getAsLong, () -> {});
        this.keeper = new RegistryKeeper(name, registry, ledger, clock::getAsLong, () -> {});
        begin();
    }

    private void begin() {
        incarnations++;
        unaware = false;
        store.lease(incarnation(), true);
        keeper.incarnation(incarnation());
    }

    String name() {
        return name;
    }

    String incarnation() {
        return name + "." + incarnations;
    }

    List<String> formerIncarnations() {
        return IntStream.range(1, incarnations).mapToObj(i -> name + "." + i).toList();
    }

    List<String> everyIncarnation() {
        return IntStream.rangeClosed(1, incarnations)
                .mapToObj(i -> name + "." + i)
                .toList();
    }

    TroubledRegistry registry() {
        return registry;
    }

    Map<String, ConnectionEntry> open() {
        return open;
    }

    /** Returns the reason of each connection that was closed. */
    Map<String, String> reasons() {
        return reasons;
    }

    /** Its lease lapses, and it does not know yet. */
    void lapse() {
        store.lease(incarnation(), false);
        unaware = true;
    }

    /** It hears that its lease has lapsed, if so, and goes on as another incarnation. */
    void hear() {
        if (unaware) {
            begin();
        }
    }

    /** The store has fallen back: its lease may have gone or come back, and its connections to the store are opened anew. */
    void fellBack() {
        unaware = !store.leased(Set.of(incarnation())).contains(incarnation());
        comparisonOwed = true;
    }

    void reconnect() {
        if (comparisonOwed) {
            comparisonOwed = false;
            keeper.compare();
        }
    }

    void tellLapsed(String incarnation) {
        keeper.lapsed(incarnation);
    }

    long step() {
        return keeper.step();
    }

    void open(Random random) {
        String id = name + "-" + ++connections;
        ConnectionEntry entry = new ConnectionEntry(
                id,
                random.nextInt(3) > 0 ? Optional.of("u" + random.nextInt(3)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("as" + random.nextInt(2)) : Optional.empty(),
                clock.getAsLong() / 1_000_000,
                random.nextBoolean() ? List.of("q") : List.of(),
                random.nextBoolean() ? List.of("t", "s") : List.of("t"),
                random.nextBoolean() ? List.of("t") : List.of());
        open.put(id, entry);
        ledger.opened(entry);
    }

    void close(Random random) {
        if (!open.isEmpty()) {
            List<String> ids = List.copyOf(open.keySet());
            String id = ids.get(random.nextInt(ids.size()));
            open.remove(id);
            reasons.put(id, REASONS.get(random.nextInt(REASONS.size())));
            ledger.closed(id, reasons.get(id));
        }
    }

    /** Closes everything and leaves. */
    void leave(Random random) {
        while (!open.isEmpty()) {
            close(random);
        }
        registry.expectLeaving();
        keeper.leave();
    }
}
