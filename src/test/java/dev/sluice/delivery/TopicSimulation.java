package dev.sluice.delivery;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A seeded run of nodes that deliver topics out of one store to browsers which are cut and come back elsewhere. */
final class TopicSimulation {
    /** What may happen to the streams. */
    enum Fate {
        /** They only grow. */
        GROW,
        /** They are trimmed, and single entries are taken out. */
        TRIMMED,
        /** They are also deleted, and begin anew. */
        DELETED,
        /** They are trimmed, and are removed when they are idle. */
        IDLE
    }

    private static final String QUEUE = "queue";
    private static final List<String> TOPICS = List.of("a", "b", "c");
    private static final int PLENTY = 500;

    /** What a node has not been told yet. */
    private static final class Node {
        private final Delivery delivery;
        private final ShufflingWorkers workers;
        private final Set<String> untold = new LinkedHashSet<>();

        private Node(Delivery delivery, ShufflingWorkers workers) {
            this.delivery = delivery;
            this.workers = workers;
        }
    }

    private final Random random;
    private final Fate fate;
    private final ModelTopicSource store = new ModelTopicSource(true);
    private final TroubledTopicSource source;
    private final TroubledTopicSource.Dialect dialect;
    private final boolean promptSignals;
    private final ModelClaimStore claims = new ModelClaimStore(() -> this.now / 1_000_000);
    private final Map<String, StreamRecord> streams = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<SimulatedBrowser> browsers = new ArrayList<>();
    /** Connections that nobody reads, and whose nodes do not know it yet. */
    private final Map<SimulatedLine, Delivery> torn = new LinkedHashMap<>();

    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    private final MemoryBounds memory;
    private final int troublePercent;
    private final int endPercent;
    private int started;
    private int messages;
    private long now;

    /** @param traced whether it keeps what happens, to be told */
    TopicSimulation(long seed, Fate fate, boolean traced) {
        this.traced = traced;
        this.random = new Random(seed);
        this.fate = fate;
        // Who tells exactly what is gone cannot tell where it was taken out.
        this.dialect = pick(List.of(TroubledTopicSource.Dialect.values()));
        // Whoever hears late that a stream began anew still hands out the old one.
        this.promptSignals = fate == Fate.DELETED || fate == Fate.IDLE || random.nextBoolean();
        boolean signalling = promptSignals || random.nextBoolean();
        this.source = new TroubledTopicSource(store, dialect, signalling, random);
        long logBytes = pick(List.of(1_000L, 3_000L, 20_000L));
        // Sometimes so little that connections are closed for it.
        this.memory = new MemoryBounds(
                1 << 20, logBytes, logBytes + pick(List.of(0, 100_000)), pick(List.of(2_000, 100_000)));
        this.troublePercent = pick(List.of(0, 5, 25));
        source.setTrouble(troublePercent);
        this.endPercent = pick(List.of(0, 0, 2, 15));
        TOPICS.forEach(topic -> streams.put(topic, new StreamRecord(topic, store, random)));
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            nodes.add(start());
        }
        note(() -> fate + " " + dialect + ", " + memory + ", prompt " + promptSignals + ", signals " + signalling);
    }

    private Node start() {
        ShufflingWorkers workers = new ShufflingWorkers(random);
        Delivery delivery = new Delivery(
                new Delivery.Stores(claims, claims, ConfirmationBox.NONE, source, Deliveries.NO_PUBSUB),
                Deliveries.settings(1_000, 1_000, 1_000, memory, () -> Policies.inMode(AckMode.SENT, 1)),
                () -> "n" + started++,
                () -> now,
                workers,
                new QueueObserver() {},
                new TopicObserver() {});
        return new Node(delivery, workers);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void note(Supplier<String> what) {
        if (traced) {
            trace.add(what.get());
        }
    }

    List<String> trace() {
        return trace;
    }

    /** How many gaps browsers were told of. */
    int gaps() {
        return browsers.stream()
                .flatMap(browser -> browser.accounts().stream())
                .mapToInt(TopicAccount::gaps)
                .sum();
    }

    /** How many ends of topics browsers were told of. */
    int ends() {
        return browsers.stream()
                .flatMap(browser -> browser.accounts().stream())
                .mapToInt(TopicAccount::ends)
                .sum();
    }

    void run(int acts) {
        for (int i = 0; i < acts; i++) {
            act();
        }
    }

    private void act() {
        Node node = pick(nodes);
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> publish(streams.get(pick(TOPICS)), 1 + random.nextInt(6));
            case 4 -> arrive(node);
            case 5, 6 -> cut();
            case 7, 8 -> comeBack();
            case 9 -> beat();
            case 10 -> pass(random.nextInt(1_500));
            case 11 -> hurt(streams.get(pick(TOPICS)));
            case 12 -> crash(node);
            case 13 -> push();
            case 14 -> refuse();
            case 15 -> tell(node);
            case 16 -> noticeTorn();
            case 17 -> finish(node);
            case 18, 19, 20 -> read();
            default -> step(node);
        }
    }

    private void publish(StreamRecord stream, int count) {
        for (int i = 0; i < count; i++) {
            StreamRecord.Entry entry = stream.publish(random.nextInt(12) == 0, random.nextInt(100) < endPercent);
            note(() -> "publish " + stream.topic() + " " + entry);
        }
        changed(stream.topic());
    }

    private void changed(String topic) {
        for (Node node : nodes) {
            node.untold.add(topic);
            if (promptSignals) {
                tell(node);
            }
        }
    }

    private void tell(Node node) {
        if (source.signalsChanges()) {
            node.untold.forEach(node.delivery::changed);
            node.untold.clear();
        }
    }

    private void arrive(Node node) {
        if (browsers.size() >= 8) {
            return;
        }
        List<String> topics = new ArrayList<>(TOPICS);
        Collections.shuffle(topics, random);
        int newest = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
        Optional<StreamId> after = random.nextInt(4) == 0 ? Optional.of(anyPlace()) : Optional.empty();
        List<TopicAccount> accounts = topics.subList(0, 1 + random.nextInt(3)).stream()
                .map(topic -> new TopicAccount(
                        streams.get(topic),
                        after,
                        newest,
                        dialect == TroubledTopicSource.Dialect.EXACT,
                        promptSignals,
                        troublePercent == 0))
                .toList();
        Set<String> queues = random.nextInt(3) == 0 ? Set.of(QUEUE) : Set.of();
        SimulatedBrowser browser = new SimulatedBrowser("b" + browsers.size(), accounts, queues);
        browsers.add(browser);
        connect(browser, node);
    }

    /** One that is there, one of the past or one of the future. */
    private StreamId anyPlace() {
        List<StreamRecord.Entry> entries = streams.get(pick(TOPICS)).entries();
        return switch (random.nextInt(3)) {
            case 0 -> StreamId.ZERO;
            case 1 -> new StreamId(9_000_000_000_000L, 0);
            default -> entries.isEmpty() ? StreamId.ZERO : pick(entries).id();
        };
    }

    private void connect(SimulatedBrowser browser, Node node) {
        note(() -> browser + " connects to node " + nodes.indexOf(node));
        browser.connect(node.delivery, 1 + random.nextInt(3_000));
    }

    private SimulatedBrowser anyConnected() {
        List<SimulatedBrowser> connected =
                browsers.stream().filter(SimulatedBrowser::isConnected).toList();
        return connected.isEmpty() ? null : pick(connected);
    }

    private void cut() {
        SimulatedBrowser browser = anyConnected();
        if (browser != null) {
            note(() -> browser + " is cut");
            Delivery node = nodeOf(browser);
            torn.put(browser.cut(), node);
            if (random.nextBoolean()) {
                noticeTorn();
            }
            if (random.nextBoolean()) {
                connect(browser, pick(nodes));
            }
        }
    }

    private Delivery nodeOf(SimulatedBrowser browser) {
        return nodes.stream()
                .map(node -> node.delivery)
                .filter(browser::isConnectedTo)
                .findFirst()
                .orElseThrow();
    }

    private void noticeTorn() {
        torn.forEach((line, delivery) -> {
            line.close();
            delivery.closed(line);
        });
        torn.clear();
        for (SimulatedBrowser browser : browsers) {
            if (browser.isConnected() && browser.line().isClosed()) {
                Delivery node = nodeOf(browser);
                node.closed(browser.cut());
            }
        }
    }

    private void comeBack() {
        browsers.stream()
                .filter(browser -> !browser.isConnected())
                .findAny()
                .ifPresent(browser -> connect(browser, pick(nodes)));
    }

    private void beat() {
        SimulatedBrowser browser = anyConnected();
        if (browser != null) {
            browser.line().beat();
        }
    }

    private void pass(int millis) {
        now += millis * 1_000_000L;
    }

    private void hurt(StreamRecord stream) {
        if (fate == Fate.DELETED && random.nextInt(3) == 0) {
            note(() -> "delete " + stream.topic());
            stream.delete();
            if (random.nextBoolean()) {
                publish(stream, 1 + random.nextInt(5));
            }
        } else if (fate == Fate.IDLE && random.nextInt(3) == 0) {
            // Nodes read what is added long before a topic is idle.
            nodes.forEach(this::tell);
            nodes.forEach(this::finish);
            note(() -> stream.topic() + " was idle");
            stream.end();
        } else if (fate != Fate.GROW) {
            if (random.nextBoolean()) {
                int keep = random.nextInt(12);
                note(() -> "trim " + stream.topic() + " " + keep);
                stream.trim(keep);
            } else if (dialect != TroubledTopicSource.Dialect.EXACT) {
                note(() -> "remove one of " + stream.topic());
                stream.remove();
            }
        }
        changed(stream.topic());
    }

    private void crash(Node node) {
        if (random.nextInt(4) > 0) {
            return;
        }
        note(() -> "node " + nodes.indexOf(node) + " crashes");
        torn.values().removeIf(delivery -> delivery == node.delivery);
        browsers.stream()
                .filter(browser -> browser.isConnectedTo(node.delivery))
                .forEach(SimulatedBrowser::cut);
        nodes.set(nodes.indexOf(node), start());
    }

    private void push() {
        claims.push(QUEUE, "queue" + messages++);
        nodes.forEach(node -> node.delivery.changed(QUEUE));
    }

    private void refuse() {
        store.setRefused(pick(TOPICS), troublePercent > 0 && random.nextInt(3) == 0);
    }

    private void read() {
        SimulatedBrowser browser = anyConnected();
        if (browser != null) {
            int bytes = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(400);
            note(() -> browser + " reads " + bytes);
            browser.read(bytes);
        }
    }

    private long step(Node node) {
        try {
            return node.delivery.step();
        } catch (StoreUnavailableException e) {
            note(() -> "no answer for node " + nodes.indexOf(node));
            return 0; // the next step goes on
        } finally {
            node.workers.checkQuestions();
        }
    }

    /** It must have nothing to do some time, whether or not all topics can be read. */
    private void finish(Node node) {
        int steps = 0;
        while (step(node) == 0) {
            if (++steps > PLENTY) {
                throw new AssertionError("node " + nodes.indexOf(node) + " never has nothing to do");
            }
        }
    }

    /** Lets everything come to rest, and looks whether everybody has everything. */
    void check() {
        note(() -> "calm");
        source.setTrouble(0);
        TOPICS.forEach(topic -> store.setRefused(topic, false));
        settle();
        note(() -> "one more");
        streams.values().forEach(stream -> publish(stream, 1 + random.nextInt(3)));
        settle();
    }

    private void settle() {
        nodes.forEach(this::tell);
        for (int round = 0; round < 6; round++) {
            boolean moving = true;
            while (moving) {
                noticeTorn();
                browsers.stream().filter(b -> !b.isConnected() && !b.isOver()).forEach(b -> connect(b, pick(nodes)));
                nodes.forEach(this::finish);
                moving = lines().anyMatch(line -> line.hasBytes() || line.isClosed());
                browsers.stream().filter(SimulatedBrowser::isConnected).forEach(b -> b.read(Integer.MAX_VALUE));
            }
            pass(500);
        }
        browsers.stream().flatMap(browser -> browser.accounts().stream()).forEach(TopicAccount::checkComplete);
    }

    private Stream<SimulatedLine> lines() {
        return browsers.stream().filter(SimulatedBrowser::isConnected).map(SimulatedBrowser::line);
    }
}
