package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.MessageId;
import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** One node of a simulation, with its browsers. Whatever it writes it must own at that moment. */
final class SimulatedNode {
    private final String name;
    private final ModelClaimStore store;
    private final String queue;
    private final AckMode mode;
    private final List<FakeReceiver> everyBrowser;
    private final List<FakeReceiver> browsers = new ArrayList<>();
    private final Set<FakeReceiver> stalled = new HashSet<>();
    private final Delivery delivery;
    private int lives;
    private String incarnation;
    private int lapses;
    private int lost;

    /** @param everyBrowser where the browsers of all nodes are kept, the dead too */
    SimulatedNode(
            String name,
            ModelClaimStore store,
            String queue,
            DeliverySettings settings,
            LongSupplier clock,
            List<FakeReceiver> everyBrowser) {
        this.name = name;
        this.store = store;
        this.queue = queue;
        this.mode = settings.queues().policies().get().of(queue).ack();
        this.everyBrowser = everyBrowser;
        this.delivery =
                Deliveries.ofQueues(store, settings, this::nextIncarnation, clock::getAsLong, new QueueObserver() {
                    @Override
                    public void lost(String of, int messages) {
                        lost += messages;
                    }

                    @Override
                    public void leaseLapsed(String newIncarnation, int claims) {
                        lapses++;
                    }
                });
    }

    private String nextIncarnation() {
        incarnation = name + "-" + ++lives;
        return incarnation;
    }

    Delivery delivery() {
        return delivery;
    }

    /** How often its lease had lapsed. */
    int lapses() {
        return lapses;
    }

    /** How many claims were gone although its lease had not lapsed. */
    int lost() {
        return lost;
    }

    /** @throws ModelClaimStore.Crash where that was the end of it */
    void step() {
        try {
            delivery.step();
        } catch (StoreUnavailableException e) {
            // The next step goes on.
        }
    }

    void arrive() {
        FakeReceiver browser = new FakeReceiver("b" + everyBrowser.size());
        if (mode != AckMode.NONE) {
            browser.onWritten(message -> assertTrue(
                    store.holds(incarnation, queue, message), () -> name + " writes what it does not own: " + message));
        }
        browsers.add(browser);
        everyBrowser.add(browser);
        delivery.subscribe(browser, Deliveries.queues(List.of(queue)));
    }

    void stall(Random random) {
        FakeReceiver browser = any(random);
        if (browser != null) {
            browser.answering(random.nextBoolean() ? WriteResult.PENDING : WriteResult.BUSY);
            stalled.add(browser);
        }
    }

    /** Some browser reads slowly from now on. */
    void slowDown(Random random) {
        FakeReceiver browser = any(random);
        if (browser != null && !browser.isDead()) {
            browser.readingSlowly();
        }
    }

    /** Slow browsers read a little, or close their side with what they have not read. */
    void read(Random random) {
        for (FakeReceiver browser : browsers) {
            if (random.nextInt(10) == 0) {
                browser.leave();
            } else {
                browser.read(random.nextInt(3));
            }
        }
    }

    void readAll() {
        browsers.forEach(FakeReceiver::readAll);
    }

    void drain() {
        for (FakeReceiver browser : stalled) {
            if (!browser.isClosed()) {
                browser.answering(WriteResult.WRITTEN);
                delivery.drained(browser);
            }
        }
        stalled.clear();
        reap();
    }

    /** What the connections would tell: those that the delivery has closed are closed. */
    private void reap() {
        for (FakeReceiver browser : List.copyOf(browsers)) {
            if (browser.isClosed()) {
                browsers.remove(browser);
                delivery.closed(browser);
            }
        }
    }

    /** Ends a browser's access to a queue; it stays connected. */
    void leaveQueue(Random random, String queue) {
        FakeReceiver browser = any(random);
        if (browser != null) {
            if (random.nextBoolean()) {
                delivery.unsubscribe(browser, Set.of(queue), Set.of());
            } else {
                delivery.revoke(browser);
            }
        }
    }

    void killBrowser(Random random) {
        FakeReceiver browser = any(random);
        if (browser != null) {
            if (browser.isReadingSlowly() || random.nextBoolean()) {
                browser.dieSilently();
            } else {
                browser.dieBehindProxy();
            }
            if (random.nextBoolean()) {
                browsers.remove(browser);
                delivery.closed(browser);
            }
        }
    }

    /** Some browser has done with some message that it has. Returns the message; null where there is none. */
    String confirm(Random random) {
        FakeReceiver browser = any(random);
        if (browser == null || browser.received().isEmpty()) {
            return null;
        }
        int which = random.nextInt(browser.received().size());
        delivery.confirmed(MessageId.parse(browser.ids().get(which)).orElseThrow());
        return browser.received().get(which);
    }

    /** Some browser is cut off and comes back. Returns what it has by then. */
    List<String> comeBack(Random random) {
        FakeReceiver browser = any(random);
        if (browser == null || browser.received().isEmpty()) {
            return List.of();
        }
        if (random.nextBoolean()) {
            delivery.closed(browser);
        }
        browsers.remove(browser);
        stalled.remove(browser);
        delivery.resumed(
                MessageId.parse(browser.ids().get(browser.ids().size() - 1)).orElseThrow());
        arrive();
        return browser.received();
    }

    private FakeReceiver any(Random random) {
        return browsers.isEmpty() ? null : browsers.get(random.nextInt(browsers.size()));
    }
}
