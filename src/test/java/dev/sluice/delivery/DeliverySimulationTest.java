package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of seeded runs of the pure core: two nodes on one store, browsers that come, stall, leave with and without a
 * word, and answers of the store that are lost before and after the deed. At the end of each run every message was
 * received or is waiting; and where no browser ever died, none came twice.
 */
class DeliverySimulationTest {
    private static final int RUNS = 400;
    private static final String QUEUE = "q";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingIsLostWhateverHappens(long seed) {
        for (int run = 0; run < RUNS; run++) {
            new Run(seed * 100_000 + run, true).check();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void withoutDeathsEveryMessageComesExactlyOnceEvenIfAnswersAreLost(long seed) {
        for (int run = 0; run < RUNS; run++) {
            new Run(seed * 100_000 + run, false).check();
        }
    }

    private static final class Run {
        private final String name;
        private final Random random;
        private final boolean deaths;
        private final ModelClaimStore store = new ModelClaimStore();
        private final List<QueueDelivery> nodes = new ArrayList<>();
        private final Map<FakeReceiver, QueueDelivery> browsers = new HashMap<>();
        private final List<FakeReceiver> everyBrowser = new ArrayList<>();
        private final Set<FakeReceiver> stalled = new HashSet<>();
        private final AtomicInteger lost = new AtomicInteger();
        private int sessions;
        private int pushed;
        private long now;

        Run(long seed, boolean deaths) {
            this.name = "seed " + seed;
            this.random = new Random(seed);
            this.deaths = deaths;
            for (int i = 0; i < 2; i++) {
                nodes.add(new QueueDelivery(
                        store,
                        new DeliverySettings(
                                Duration.ofMillis(500), Duration.ofSeconds(2), 1_000, 1 + random.nextInt(20), 50),
                        () -> "s" + sessions++,
                        () -> now,
                        new DeliveryObserver() {
                            @Override
                            public void lost(String queue, int messages) {
                                lost.addAndGet(messages);
                            }
                        }));
            }
        }

        void check() {
            for (int i = 0; i < 120; i++) {
                act();
            }
            calmDown();
            Map<String, Integer> received = new HashMap<>();
            everyBrowser.forEach(browser -> browser.received().forEach(data -> received.merge(data, 1, Integer::sum)));
            List<String> waiting = store.waiting(QUEUE);
            for (int i = 0; i < pushed; i++) {
                String message = "m" + i;
                assertTrue(
                        received.containsKey(message) || waiting.contains(message), name + ": " + message + " is lost");
            }
            assertEquals(List.of(), store.claimed(QUEUE), name + ": claims are left");
            assertEquals(0, lost.get(), name + ": claims were lost");
            if (!deaths) {
                assertEquals(pushed, received.size() + waiting.size(), name);
                received.forEach((message, times) -> assertEquals(1, times, name + ": " + message));
            }
        }

        private void act() {
            switch (random.nextInt(12)) {
                case 0, 1 -> push(1 + random.nextInt(8));
                case 2 -> arrive();
                case 3 -> stall();
                case 4 -> drain();
                case 5 -> {
                    if (deaths) {
                        die();
                    }
                }
                case 6 ->
                    store.failNext(
                            random.nextBoolean()
                                    ? ModelClaimStore.Fault.LOST_BEFORE
                                    : ModelClaimStore.Fault.LOST_AFTER);
                case 7 -> now += random.nextInt(700) * 1_000_000L;
                default -> step(nodes.get(random.nextInt(nodes.size())));
            }
        }

        private void push(int count) {
            for (int i = 0; i < count; i++) {
                store.push(QUEUE, "m" + pushed++);
            }
            nodes.forEach(node -> node.pushed(QUEUE));
        }

        private void arrive() {
            QueueDelivery node = nodes.get(random.nextInt(nodes.size()));
            FakeReceiver browser = new FakeReceiver("b" + everyBrowser.size());
            browsers.put(browser, node);
            everyBrowser.add(browser);
            node.subscribe(browser, List.of(QUEUE));
        }

        private void stall() {
            FakeReceiver browser = anyBrowser();
            if (browser != null) {
                browser.answering(random.nextBoolean() ? Receiver.Sent.PENDING : Receiver.Sent.BUSY);
                stalled.add(browser);
            }
        }

        private void drain() {
            for (FakeReceiver browser : stalled) {
                browser.answering(Receiver.Sent.WRITTEN);
                QueueDelivery node = browsers.get(browser);
                if (node != null) {
                    node.drained(browser);
                }
            }
            stalled.clear();
        }

        private void die() {
            FakeReceiver browser = anyBrowser();
            if (browser != null) {
                if (random.nextBoolean()) {
                    browser.dieSilently();
                } else {
                    browser.dieBehindProxy();
                }
                if (random.nextBoolean()) {
                    browsers.remove(browser).closed(browser);
                }
            }
        }

        private FakeReceiver anyBrowser() {
            List<FakeReceiver> present =
                    everyBrowser.stream().filter(browsers::containsKey).toList();
            return present.isEmpty() ? null : present.get(random.nextInt(present.size()));
        }

        private static void step(QueueDelivery node) {
            try {
                node.step();
            } catch (StoreUnavailableException e) {
                // The next step goes on.
            }
        }

        private void calmDown() {
            store.failNext(ModelClaimStore.Fault.NONE);
            drain();
            stepThrough(100);
            nodes.forEach(QueueDelivery::stopClaiming);
            stepThrough(50);
        }

        private void stepThrough(int steps) {
            for (int i = 0; i < steps; i++) {
                now += 50_000_000L;
                nodes.forEach(Run::step);
            }
        }
    }
}
