package dev.sluice.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A seeded run of three nodes that record their connections in one registry. */
final class RegistrySimulation {
    /** What may happen. */
    enum Trouble {
        LOST_ANSWERS,
        LATE_CALLS,
        OUTAGES,
        CRASHES,
        PAUSES,
        FALL_BACKS,
        STORMS
    }

    private static final long MILLI = 1_000_000L;
    private static final long MINUTE = 60_000 * MILLI;
    private static final int NODES = 3;

    private final String name;
    private final Random random;
    private final Set<Trouble> troubles;
    private final InMemoryRegistry store;
    private final List<SimulatedRegistryNode> nodes = new ArrayList<>();
    private final List<SimulatedRegistryNode> dead = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    /** The leases that are still held of incarnations that are no more. */
    private final List<String> orphaned = new ArrayList<>();

    private InMemoryRegistry snapshot;
    private final Set<Trouble> happened = new HashSet<>();
    private int started;
    private long now = MINUTE;

    RegistrySimulation(long seed, Set<Trouble> troubles) {
        this.name = "seed " + seed;
        this.random = new Random(seed);
        this.troubles = troubles;
        this.store = new InMemoryRegistry(1 + random.nextInt(4));
        this.snapshot = store.copy();
        for (int i = 0; i < NODES; i++) {
            nodes.add(start());
        }
    }

    private SimulatedRegistryNode start() {
        return new SimulatedRegistryNode("n" + started++, store, () -> now, late);
    }

    /** Returns the troubles that there were. */
    Set<Trouble> happened() {
        return happened;
    }

    void run(int acts) {
        for (int i = 0; i < acts; i++) {
            int before = store.lifecycle().size();
            act();
            if (store.lifecycle().size() != before) {
                checkEachStep();
            }
        }
    }

    private void act() {
        SimulatedRegistryNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> node.open(random);
            case 3, 4 -> node.close(random);
            case 5 -> when(Trouble.STORMS, random.nextInt(4) == 0, () -> storm(node));
            case 6 ->
                when(
                        Trouble.LOST_ANSWERS,
                        true,
                        () -> node.registry()
                                .failNext(
                                        random.nextBoolean()
                                                ? TroubledRegistry.Fault.LOST_BEFORE
                                                : TroubledRegistry.Fault.LOST_AFTER));
            case 7 -> when(Trouble.LATE_CALLS, true, () -> node.registry().failNext(TroubledRegistry.Fault.LATE));
            case 8 ->
                when(
                        Trouble.CRASHES,
                        random.nextInt(3) == 0,
                        () -> node.registry()
                                .failNext(
                                        random.nextBoolean()
                                                ? TroubledRegistry.Fault.CRASH_BEFORE
                                                : TroubledRegistry.Fault.CRASH_AFTER));
            case 9 -> when(Trouble.PAUSES, random.nextInt(3) == 0, () -> pause(node));
            case 10 -> when(Trouble.FALL_BACKS, true, () -> fallBack(random.nextInt(16)));
            case 11 ->
                when(
                        Trouble.OUTAGES,
                        true,
                        () -> nodes.forEach(each -> each.registry().setAway(random.nextInt(3) == 0)));
            case 12 -> arriveLate();
            case 13 -> endOrphanedLease();
            case 14 -> nodes.forEach(SimulatedRegistryNode::hear);
            case 15 -> nodes.forEach(SimulatedRegistryNode::reconnect);
            case 16 -> now += random.nextInt(700) * MILLI;
            default -> {
                now += random.nextInt(120) * MILLI;
                step(node);
            }
        }
    }

    private void when(Trouble trouble, boolean really, Runnable act) {
        if (really && troubles.contains(trouble)) {
            happened.add(trouble);
            act.run();
        }
    }

    private void storm(SimulatedRegistryNode node) {
        for (int i = 0; i < 150; i++) {
            if (random.nextInt(3) > 0) {
                node.open(random);
            } else {
                node.close(random);
            }
        }
    }

    /** A node stands still in a call until its lease has lapsed, while the others go on. */
    private void pause(SimulatedRegistryNode node) {
        node.registry().meanwhile(() -> {
            node.lapse();
            tellLapsed(node.incarnation());
            for (int i = 0; i < random.nextInt(30); i++) {
                now += 100 * MILLI;
                nodes.stream().filter(other -> other != node).toList().forEach(this::step);
            }
        });
        step(node);
    }

    /** The nodes hear of it from whoever recovers its claims; some are never told. */
    private void tellLapsed(String incarnation) {
        nodes.stream().filter(node -> random.nextBoolean()).forEach(node -> node.tellLapsed(incarnation));
    }

    private void fallBack(int how) {
        switch (how) {
            case 0 -> fallBack(new InMemoryRegistry(1));
            case 1, 2 -> fallBack(snapshot);
            case 3, 4, 5, 6 -> snapshot = store.copy();
            default -> {}
        }
    }

    private void fallBack(InMemoryRegistry state) {
        store.fallBack(state);
        nodes.forEach(SimulatedRegistryNode::fellBack);
        dead.forEach(node -> orphaned.addAll(node.everyIncarnation()));
        nodes.forEach(node -> orphaned.addAll(node.formerIncarnations()));
    }

    private void arriveLate() {
        if (!late.isEmpty()) {
            late.remove(random.nextInt(late.size())).run();
        }
    }

    private void endOrphanedLease() {
        if (!orphaned.isEmpty()) {
            String incarnation = orphaned.remove(random.nextInt(orphaned.size()));
            store.lease(incarnation, false);
            tellLapsed(incarnation);
        }
    }

    /** Returns the time until the node's next step is due. */
    private long step(SimulatedRegistryNode node) {
        try {
            return node.step();
        } catch (TroubledRegistry.Crash crash) {
            dead.add(node);
            orphaned.add(node.incarnation());
            nodes.set(nodes.indexOf(node), start());
            return 0;
        }
    }

    private void checkEachStep() {
        long connected = 0;
        for (LifecycleEntry entry : store.lifecycle()) {
            if (entry instanceof LifecycleEntry.Counted counted) {
                connected += counted.connected() - counted.disconnected();
            } else {
                connected += entry instanceof LifecycleEntry.Connected ? 1 : -1;
            }
        }
        long recorded =
                store.counts().values().stream().mapToLong(Long::longValue).sum();
        assertEquals(recorded, connected, name + ": the lifecycle balances");
        for (SimulatedRegistryNode node : nodes) {
            Set<String> known = new HashSet<>(node.open().keySet());
            known.addAll(node.reasons().keySet());
            assertTrue(known.containsAll(store.ids(node.name())), name + ": only its own connections are recorded");
        }
    }

    /** Lets everything come to rest. */
    void settle() {
        while (!late.isEmpty()) {
            arriveLate();
        }
        while (!orphaned.isEmpty()) {
            endOrphanedLease();
        }
        for (SimulatedRegistryNode node : nodes) {
            node.registry().setAway(false);
            node.registry().failNext(TroubledRegistry.Fault.NONE);
            node.registry().meanwhile(() -> {});
            node.hear();
            node.reconnect();
        }
        long end = now + 4 * MINUTE;
        while (now < end) {
            long wait = MINUTE;
            for (SimulatedRegistryNode node : List.copyOf(nodes)) {
                wait = Math.min(wait, step(node));
            }
            now += Math.max(wait, MILLI);
        }
    }

    /** Compares what the registry says with what is true. */
    void check() {
        Map<String, Long> counts = new HashMap<>();
        for (SimulatedRegistryNode node : nodes) {
            assertEquals(node.open().keySet(), store.ids(node.name()), name + ": the record of " + node.name());
            counts.put(node.name(), (long) node.open().size());
        }
        Set<String> left = new HashSet<>(store.counts().keySet());
        left.removeAll(counts.keySet());
        assertEquals(Set.of(), left, name + ": nodes that are gone");
        assertEquals(
                Map.of(
                        "t",
                        having(entry -> entry.topics().contains("t")),
                        "s",
                        having(entry -> entry.topics().contains("s"))),
                store.subscribers(Set.of("t", "s")),
                name);
        assertEquals(Map.of("q", having(entry -> entry.queues().contains("q"))), store.consumers(Set.of("q")), name);
        checkPresence();
        checkLifecycle();
    }

    private Stream<ConnectionEntry> everyConnection() {
        return nodes.stream().flatMap(node -> node.open().values().stream());
    }

    private long having(Predicate<ConnectionEntry> what) {
        return everyConnection().filter(what).count();
    }

    private void checkPresence() {
        Set<String> persons = new HashSet<>();
        long connections = 0;
        for (ConnectionEntry entry : everyConnection().toList()) {
            if (entry.presence().contains("t")) {
                connections++;
                entry.user().or(entry::as).ifPresent(persons::add);
            }
        }
        Presence presence = store.presence("t", 100);
        Set<String> listed = new HashSet<>();
        presence.listed()
                .forEach(person -> listed.add(person.user().or(person::as).orElseThrow()));
        assertEquals(connections, presence.connections(), name);
        assertEquals(persons, listed, name);
        assertEquals(persons.size(), presence.persons(), name);
    }

    /** Nobody comes twice without going, goes without having come, or is there without having come. */
    private void checkLifecycle() {
        if (happened.contains(Trouble.STORMS)) {
            return; // there are numbers only, which balance
        }
        Map<String, ConnectionEntry> there = new LinkedHashMap<>();
        for (LifecycleEntry entry : store.lifecycle()) {
            if (entry instanceof LifecycleEntry.Connected connected) {
                assertNull(there.put(connected.entry().id(), connected.entry()), name + ": " + entry);
            } else if (entry instanceof LifecycleEntry.Disconnected disconnected) {
                assertNotNull(there.remove(disconnected.entry().id()), name + ": " + entry);
            }
        }
        Set<String> open = new HashSet<>();
        everyConnection().forEach(entry -> open.add(entry.id()));
        assertEquals(open, there.keySet(), name);
    }

    /** No connection was told twice to have come, unless it was taken for lost meanwhile. */
    void checkNotRepeated() {
        Set<String> connected = new HashSet<>();
        for (LifecycleEntry entry : store.lifecycle()) {
            if (entry instanceof LifecycleEntry.Connected one) {
                assertTrue(connected.add(one.entry().id()), name + ": " + entry);
            } else if (entry instanceof LifecycleEntry.Disconnected one
                    && one.reason().equals("node lost")) {
                connected.remove(one.entry().id());
            }
        }
    }

    /** Each connection was told once, with the reason for which it was closed. */
    void checkExactLifecycle() {
        Map<String, String> told = new HashMap<>();
        Set<String> connected = new HashSet<>();
        for (LifecycleEntry entry : store.lifecycle()) {
            if (entry instanceof LifecycleEntry.Connected one) {
                assertTrue(connected.add(one.entry().id()), name + ": " + entry);
            } else if (entry instanceof LifecycleEntry.Disconnected one) {
                assertNull(told.put(one.entry().id(), one.reason()), name + ": " + entry);
            }
        }
        Map<String, String> reasons = new HashMap<>();
        Set<String> ever = new HashSet<>();
        for (SimulatedRegistryNode node : nodes) {
            reasons.putAll(node.reasons());
            ever.addAll(node.reasons().keySet());
            ever.addAll(node.open().keySet());
        }
        assertEquals(reasons, told, name);
        assertEquals(ever, connected, name);
    }

    /** All nodes leave one after the other, and nothing is left. */
    void leave() {
        for (SimulatedRegistryNode node : nodes) {
            node.leave(random);
            assertTrue(!store.counts().containsKey(node.name()), name + ": " + node.name() + " has left");
        }
        assertEquals(Map.of(), store.nodes(), name);
    }
}
