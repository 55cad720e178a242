package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues whose messages are gone once popped. */
class NoneModeTest {
    private final ModelClaimStore store = new ModelClaimStore(() -> 0);
    private final List<String> observed = new ArrayList<>();
    private final Delivery delivery = Deliveries.ofQueues(
            store,
            Deliveries.settings(10, 1_000, Policies.inMode(AckMode.NONE, 1)),
            () -> "node",
            () -> 0,
            new QueueObserver() {
                @Override
                public void buried(String queue, String reason) {
                    observed.add(reason);
                }

                @Override
                public void dropped(String queue, int messages) {
                    observed.add("dropped " + messages);
                }
            });

    private final FakeReceiver browser = new FakeReceiver("a");

    private void push(String... messages) {
        List.of(messages).forEach(message -> store.push("q", message));
        delivery.changed("q");
        step();
    }

    private void step() {
        for (int i = 0; i < 100 && delivery.step() == 0; i++) {
            // until there is nothing to do
        }
    }

    private void subscribe() {
        delivery.subscribe(browser, Deliveries.queues(List.of("q")));
        step();
    }

    @Test
    void nothingIsClaimedOrNoted() {
        subscribe();
        push("1", "2");
        assertEquals(List.of("1", "2"), browser.received());
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(0, delivery.held());
    }

    @Test
    void untakenMessageIsBackInFront() {
        browser.answering(WriteResult.BUSY);
        subscribe();
        push("1", "2", "3");
        assertEquals(List.of("1", "2", "3"), store.waiting("q"));
        browser.answering(WriteResult.WRITTEN);
        delivery.drained(browser);
        step();
        assertEquals(List.of("1", "2", "3"), browser.received());
    }

    @Test
    void invalidMessageIsADeadLetterAndReported() {
        subscribe();
        store.push("q", new byte[] {'x', (byte) 0xff});
        push("much too long");
        assertEquals(2, store.dead("q").size());
        assertEquals(List.of("is not UTF-8 at byte 1", "has 13 bytes, over the limit of 10"), observed);
    }

    @Test
    void returnThatWasNotCarriedOutIsRepeated() {
        browser.answering(WriteResult.BUSY);
        subscribe();
        store.push("q", "1");
        delivery.changed("q");
        delivery.step();
        store.failNext(ModelClaimStore.Fault.NOT_DONE);
        assertThrows(StoreUnavailableException.class, this::step);
        store.setAway("q", ModelClaimStore.Fault.NOT_DONE);
        step();
        assertEquals(List.of(), store.waiting("q"));
        store.setAway("q", ModelClaimStore.Fault.NONE);
        delivery.changed("q");
        step();
        assertEquals(List.of("1"), store.waiting("q"));
        assertEquals(List.of(), observed);
    }

    @Test
    void whatCannotReturnIsToldToBeLost() {
        browser.answering(WriteResult.BUSY);
        subscribe();
        store.push("q", "1");
        delivery.changed("q");
        delivery.step();
        store.setAway("q", ModelClaimStore.Fault.NOT_DONE);
        step();
        delivery.leave();
        assertEquals(List.of("dropped 1"), observed);
    }

    @Test
    void unansweredReturnIsNotRepeated() {
        browser.answering(WriteResult.BUSY);
        subscribe();
        store.push("q", "1");
        delivery.changed("q");
        delivery.step();
        store.failNext(ModelClaimStore.Fault.LOST_AFTER);
        assertThrows(StoreUnavailableException.class, this::step);
        step();
        assertEquals(List.of("1"), store.waiting("q"));
        assertEquals(List.of("dropped 1"), observed);
    }
}
