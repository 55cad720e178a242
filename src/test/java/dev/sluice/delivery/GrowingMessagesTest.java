package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of many lines, for each of which an event has a field, and long ones, which the store copies. */
class GrowingMessagesTest {
    private static final int MAX = 1_000;
    private static final long STEP_BYTES = 4 * MAX;
    private static final String MANY_LINES = "\n".repeat(MAX - 2);
    private static final int EVENT_BYTES = 8 * MAX;

    private final ModelClaimStore store = new ModelClaimStore(() -> 0);
    private final List<FakeReceiver> browsers = new ArrayList<>();
    /** The most messages that one exchange has returned. */
    private int mostReturned;

    private static DeliverySettings settings(AckMode mode) {
        MemoryBounds memory = new MemoryBounds(STEP_BYTES, 1 << 20, 1 << 20, 64 << 20);
        return Deliveries.settings(MAX, 1_000, 1_000, memory, () -> Policies.inMode(mode, 1));
    }

    private Delivery ofQueues(AckMode mode) {
        ClaimStore counting = new ClaimStore() {
            @Override
            public List<ExchangeResult> exchange(List<Exchange> exchanges) {
                exchanges.forEach(exchange -> mostReturned = (int) Math.max(
                        mostReturned,
                        exchange.removals().stream()
                                .filter(removal -> removal.disposition() == Disposition.RETURN)
                                .count()));
                return store.exchange(exchanges);
            }

            @Override
            public List<ExchangeResult> pop(List<Pop> pops) {
                return store.pop(pops);
            }

            @Override
            public Collection<String> withMessages(Collection<String> queues) {
                return store.withMessages(queues);
            }

            @Override
            public boolean signalsPushes() {
                return store.signalsPushes();
            }
        };
        return Deliveries.ofQueues(counting, store, settings(mode), () -> "node", () -> 0, new QueueObserver() {});
    }

    private void subscribe(Delivery delivery, int count, Subscription channels) {
        for (int i = 0; i < count; i++) {
            FakeReceiver browser = new FakeReceiver("browser" + browsers.size());
            browsers.add(browser);
            delivery.subscribe(browser, channels);
        }
    }

    private long written() {
        return browsers.stream().mapToLong(FakeReceiver::writtenBytes).sum();
    }

    @ParameterizedTest
    @EnumSource(AckMode.class)
    void stepsAreBoundedByWhatTheyWrite(AckMode mode) {
        Delivery delivery = ofQueues(mode);
        subscribe(delivery, 30, Deliveries.queues(List.of("q")));
        for (int i = 10; i < 40; i++) {
            store.push("q", i + MANY_LINES);
        }
        delivery.changed("q");
        long before = 0;
        while (delivery.step() == 0) {
            assertTrue(written() - before <= 2 * STEP_BYTES + EVENT_BYTES, "a step wrote " + (written() - before));
            before = written();
        }
        assertEquals(
                30, browsers.stream().mapToInt(each -> each.received().size()).sum());
        List<String> first = browsers.stream()
                .flatMap(each -> each.received().stream())
                .map(data -> data.substring(0, 2))
                .sorted()
                .toList();
        assertEquals(List.of("10", "11", "12"), first.subList(0, 3));
        assertEquals(30, first.stream().distinct().count());
    }

    @DisplayName("Long messages return in their order, a few at a time")
    @Test
    void longMessagesReturnAFewAtATime() {
        Delivery delivery = ofQueues(AckMode.SENT);
        subscribe(delivery, 1, Deliveries.queues(List.of("q")));
        List<String> messages = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            messages.add(i + "x".repeat(MAX - 2));
            store.push("q", messages.get(messages.size() - 1));
        }
        delivery.changed("q");
        Deliveries.stepToRest(delivery);
        FakeReceiver gone = browsers.get(0);
        assertEquals(messages, gone.received());
        gone.leave();
        delivery.closed(gone);
        Deliveries.stepToRest(delivery);
        assertEquals(messages, store.waiting("q"));
        assertTrue(mostReturned > 0 && mostReturned * MAX <= STEP_BYTES + MAX, "returned " + mostReturned);
    }
}
