package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.QueuePolicies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A seeded run of two nodes on one store. */
final class Simulation {
    /** What may happen. */
    enum Trouble {
        LOST_ANSWERS,
        STALLS,
        SLOW_READERS,
        BROWSERS_DIE,
        NODES_CRASH,
        NODES_PAUSE,
        BROWSERS_COME_BACK,
        BROWSERS_LEAVE_QUEUES,
        MESSAGES_EXPIRE
    }

    private static final String QUEUE = "q";
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final String name;
    private final Random random;
    private final AckMode mode;
    private final Set<Trouble> troubles;
    private final DeliverySettings settings;
    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<FakeReceiver> everyBrowser = new ArrayList<>();
    private final Set<String> confirmed = new HashSet<>();
    private final SimulatedExpiry expiry;
    private int started;
    private int pushed;
    private int crashes;
    private int lapses;
    private int lost;
    private long now;

    /** @param mode of the queue */
    Simulation(long seed, AckMode mode, Set<Trouble> troubles) {
        this.name = "seed " + seed;
        this.random = new Random(seed);
        this.troubles = troubles;
        this.mode = mode;
        QueuePolicies policies = Policies.inMode(mode, 1 + random.nextInt(4));
        this.settings = Deliveries.settings(
                1_000,
                1 + random.nextInt(20),
                50,
                Policies.memory(troubles.contains(Trouble.SLOW_READERS) && random.nextBoolean() ? 300 : 100_000),
                () -> policies);
        this.expiry = new SimulatedExpiry(name, store, QUEUE, random);
        for (int i = 0; i < 2; i++) {
            nodes.add(start());
        }
    }

    private SimulatedNode start() {
        return new SimulatedNode("n" + started++, store, QUEUE, settings, () -> now, everyBrowser);
    }

    void run(int acts) {
        for (int i = 0; i < acts; i++) {
            act();
        }
    }

    void failAt(int call, ModelClaimStore.Fault fault) {
        store.fail(call, fault);
    }

    int calls() {
        return store.calls();
    }

    /** How many messages went by their age. */
    int expired() {
        return expiry.expired();
    }

    int lapses() {
        return lapses + nodes.stream().mapToInt(SimulatedNode::lapses).sum();
    }

    private void act() {
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(20)) {
            case 0, 1 -> push(1 + random.nextInt(8));
            case 2 -> node.arrive();
            case 3 -> when(Trouble.STALLS, () -> node.stall(random));
            case 4 -> nodes.forEach(SimulatedNode::drain);
            case 5 -> when(Trouble.BROWSERS_DIE, () -> node.killBrowser(random));
            case 6 -> when(Trouble.LOST_ANSWERS, this::loseAnswers);
            case 7 ->
                when(
                        Trouble.NODES_CRASH,
                        () -> store.failNext(
                                random.nextBoolean()
                                        ? ModelClaimStore.Fault.CRASH_BEFORE
                                        : ModelClaimStore.Fault.CRASH_AFTER));
            case 8 -> when(Trouble.NODES_PAUSE, () -> pause(node));
            case 9 -> now += random.nextInt(700) * 1_000_000L;
            case 10 -> {
                String done = node.confirm(random);
                if (done != null) {
                    confirmed.add(done);
                }
            }
            case 11 -> when(Trouble.BROWSERS_COME_BACK, () -> confirmed.addAll(node.comeBack(random)));
            case 12 -> when(Trouble.SLOW_READERS, () -> node.slowDown(random));
            case 13 -> when(Trouble.SLOW_READERS, () -> nodes.forEach(each -> each.read(random)));
            case 14 -> when(Trouble.BROWSERS_LEAVE_QUEUES, () -> node.leaveQueue(random, QUEUE));
            case 15 -> when(Trouble.MESSAGES_EXPIRE, () -> expiry.sweep(now));
            default -> step(node);
        }
    }

    /** The store as a whole, or this queue's server, or the queue itself gives no answer for a while. */
    private void loseAnswers() {
        ModelClaimStore.Fault fault =
                random.nextBoolean() ? ModelClaimStore.Fault.LOST_BEFORE : ModelClaimStore.Fault.LOST_AFTER;
        switch (random.nextInt(6)) {
            case 0 -> store.setAway(QUEUE, fault);
            case 1 -> store.setAway(QUEUE, ModelClaimStore.Fault.NONE);
            case 2 -> store.setWrongType(QUEUE, random.nextBoolean());
            default -> store.failNext(fault);
        }
    }

    private void when(Trouble trouble, Runnable act) {
        if (troubles.contains(trouble)) {
            act.run();
        }
    }

    private void push(int count) {
        for (int i = 0; i < count; i++) {
            expiry.pushed("m" + pushed, now);
            store.push(QUEUE, "m" + pushed++);
        }
        nodes.forEach(node -> node.delivery().changed(QUEUE));
    }

    /** A node stands still between the store's deed and its own hearing of it, while the others go on. */
    private void pause(SimulatedNode node) {
        store.meanwhile(() -> {
            for (int i = 0; i < 20; i++) {
                now += LEASE.toNanos() / 8;
                nodes.stream().filter(other -> other != node).toList().forEach(this::step);
            }
        });
        step(node);
        store.meanwhile(() -> {});
    }

    private void step(SimulatedNode node) {
        try {
            node.step();
        } catch (ModelClaimStore.Crash crash) {
            crashes++;
            lapses += node.lapses();
            lost += node.lost();
            nodes.set(nodes.indexOf(node), start());
        }
    }

    /** One node crashes with messages in the hands of its browsers, and another comes in its place. */
    void crashBusyNode() {
        nodes.forEach(SimulatedNode::arrive);
        for (int i = 0; i < 4; i++) {
            push(10);
            nodes.forEach(this::step);
            nodes.forEach(this::step);
        }
        assertTrue(nodes.get(0).delivery().held() > 0, "it holds claims");
        nodes.set(0, start());
    }

    /** How many nodes crashed in calls of the store while everything calmed down. */
    int crashesSince(int call) {
        return store.calls() > call ? crashes : 0;
    }

    /** Lets everything come to rest, and looks whether each message is somewhere. */
    void check() {
        calmDown();
        Set<String> here =
                new HashSet<>(mode == AckMode.CLIENT ? confirmed : received().keySet());
        here.addAll(store.waiting(QUEUE));
        here.addAll(store.dead(QUEUE));
        here.addAll(expiry.dropped());
        for (int i = 0; i < pushed; i++) {
            assertTrue(here.contains("m" + i), name + ": m" + i + " is lost");
        }
        assertEquals(pushed, here.size(), name + ": messages that nobody has pushed");
        assertEquals(List.of(), store.claimed(QUEUE), name + ": claims are left");
        assertEquals(Set.of(), store.sessions(), name + ": sessions are left");
        nodes.forEach(node -> lost += node.lost());
        assertEquals(0, lost, name + ": claims were taken from a node whose lease had not lapsed");
        nodes.forEach(node -> node.delivery().leave());
        assertEquals(Set.of(), store.nodes(), name + ": nodes are left");
    }

    /** What mode none promises, whatever happens: nothing twice, and no claims. */
    void checkAtMostOnce() {
        calmDown();
        received().forEach((message, times) -> assertEquals(1, times, name + ": " + message));
        store.waiting(QUEUE).forEach(message -> assertFalse(received().containsKey(message), name + ": " + message));
        assertEquals(Set.of(), store.sessions(), name);
    }

    void checkExactlyOnce() {
        received().forEach((message, times) -> assertEquals(1, times, name + ": " + message));
        assertEquals(pushed, received().size() + store.waiting(QUEUE).size(), name);
    }

    private Map<String, Integer> received() {
        Map<String, Integer> received = new HashMap<>();
        everyBrowser.forEach(browser -> browser.received().forEach(data -> received.merge(data, 1, Integer::sum)));
        return received;
    }

    private void calmDown() {
        stepThrough(600);
        store.failNext(ModelClaimStore.Fault.NONE);
        store.setAway(QUEUE, ModelClaimStore.Fault.NONE);
        store.setWrongType(QUEUE, false);
        nodes.forEach(SimulatedNode::drain);
        stepThrough(600);
        nodes.forEach(SimulatedNode::readAll);
        nodes.forEach(node -> node.delivery().stopClaiming());
        stepThrough(mode == AckMode.CLIENT ? 700 : 50);
    }

    private void stepThrough(int steps) {
        for (int i = 0; i < steps; i++) {
            now += 50_000_000L;
            List.copyOf(nodes).forEach(this::step);
        }
    }
}
