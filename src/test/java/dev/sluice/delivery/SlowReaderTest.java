package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Browsers whose computer has not acknowledged what this node's kernel has taken. */
class SlowReaderTest {
    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private long now;
    private int stalled;
    private final Delivery delivery = Deliveries.ofQueues(
            store,
            Deliveries.settings(1_000, 1_000, Policies.inMode(AckMode.SENT, 1)),
            () -> "node",
            () -> now,
            new QueueObserver() {
                @Override
                public void stalled() {
                    stalled++;
                }
            });

    private FakeReceiver browser() {
        FakeReceiver receiver = new FakeReceiver("a");
        delivery.subscribe(receiver, Deliveries.queues(List.of("q")));
        return receiver;
    }

    private void push(String... messages) {
        List.of(messages).forEach(message -> store.push("q", message));
        delivery.changed("q");
        step();
    }

    private void step() {
        Deliveries.stepToRest(delivery);
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            now += 100_000_000L;
            step();
        }
    }

    @Test
    void whatIsNotAcknowledgedIsNotSettled() {
        FakeReceiver slow = browser().readingSlowly();
        push("1", "2");
        pass(Duration.ofSeconds(20));
        assertEquals(2, store.claimed("q").size());
        slow.readAll();
        pass(Duration.ofSeconds(2));
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(List.of("1", "2"), slow.received());
    }

    @Test
    @DisplayName("What was read is settled, and the rest goes to others in order")
    void settlesTheReadAndReturnsTheRest() {
        FakeReceiver slow = browser().readingSlowly();
        push("1");
        push("2", "3");
        push("4");
        slow.read(1);
        pass(Duration.ofSeconds(3));
        assertEquals(3, store.claimed("q").size());
        slow.leave();
        delivery.closed(slow);
        step();
        assertEquals(List.of("1"), slow.received());
        FakeReceiver next = browser();
        step();
        assertEquals(List.of("2", "3", "4"), next.received());
    }

    @Test
    @DisplayName("A connection that acknowledges nothing is cut, and its messages go to others")
    void connectionThatAcknowledgesNothingIsCut() {
        FakeReceiver vanished = browser().readingSlowly();
        push("1");
        pass(Deliveries.STALL_TIMEOUT.minusSeconds(1));
        assertFalse(vanished.isClosed());
        pass(Duration.ofSeconds(4));
        assertTrue(vanished.isClosed());
        assertEquals(1, stalled);
        assertEquals(List.of("1"), store.waiting("q"));
    }

    @Test
    void slowButAcknowledgingConnectionStays() {
        FakeReceiver slow = browser().readingSlowly();
        for (int i = 0; i < 4; i++) {
            push("m" + i);
        }
        for (int i = 0; i < 4; i++) {
            pass(Deliveries.STALL_TIMEOUT.minusSeconds(5));
            slow.read(1);
            pass(Duration.ofSeconds(1));
        }
        assertFalse(slow.isClosed());
        assertEquals(List.of("m0", "m1", "m2", "m3"), slow.received());
        assertEquals(0, stalled);
    }

    @Test
    void anotherConnectionIsNotKeptWaiting() {
        browser().readingSlowly();
        FakeReceiver fast = new FakeReceiver("b");
        delivery.subscribe(fast, Deliveries.queues(List.of("q")));
        push("1", "2", "3", "4");
        pass(Duration.ofSeconds(2));
        assertEquals(2, fast.received().size());
        assertEquals(2, store.claimed("q").size(), "those of the slow one");
    }
}
