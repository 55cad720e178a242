package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.sse.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What those who watch are told. */
class QueueObserverTest {
    private static final String QUEUE = "q";

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> told = new ArrayList<>();
    private long now;

    private final QueueObserver observer = new QueueObserver() {
        @Override
        public void serving(String queue) {
            told.add("serving " + queue);
        }

        @Override
        public void forgotten(String queue) {
            told.add("forgotten " + queue);
        }

        @Override
        public void holding(String queue, int messages, long oldestAt) {
            told.add("holding " + messages + " since " + oldestAt);
        }

        @Override
        public void returnedAfterHandout(String queue, int messages) {
            if (messages > 0) {
                told.add("again " + messages);
            }
        }
    };

    private final Delivery delivery = Deliveries.ofQueues(
            store, Deliveries.settings(1_000, 100, Policies.DEFAULTS), () -> "node", () -> now, observer);

    private FakeReceiver browser(String token) {
        FakeReceiver receiver = new FakeReceiver(token);
        delivery.subscribe(receiver, Deliveries.queues(List.of(QUEUE)));
        return receiver;
    }

    private void push(String message) {
        store.push(QUEUE, message);
        delivery.changed(QUEUE);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        for (int i = 0; i < 10; i++) {
            delivery.step();
        }
    }

    @Test
    void oldestClaimsTimeStaysUntilSettled() {
        browser("a");
        push("1");
        pass(Duration.ofNanos(7));
        push("2");
        pass(Duration.ofNanos(4));
        assertEquals(List.of("serving q", "holding 1 since 7", "holding 2 since 7"), told);
        told.clear();
        pass(Duration.ofMillis(700));
        pass(Duration.ofMillis(700));
        assertEquals(List.of("holding 0 since 0"), told);
    }

    @Test
    @DisplayName("What had left for a browser that is gone comes again")
    void sentToAGoneBrowserCountsAsRepeated() {
        FakeReceiver gone = browser("a");
        push("1");
        pass(Duration.ofNanos(1));
        told.clear();
        delivery.closed(gone);
        pass(Duration.ofNanos(1));
        assertEquals(List.of("again 1", "holding 0 since 0", "forgotten q"), told);
    }

    @Test
    @DisplayName("A message of which no byte had left does not come again")
    void unsentMessageDoesNotCountAsRepeated() {
        browser("a").answering(WriteResult.BUSY);
        push("1");
        pass(Duration.ofNanos(1));
        assertEquals(List.of("serving q", "holding 1 since 1", "holding 0 since 0"), told);
    }

    @Test
    void vanishedClaimsAreNoLongerHeld() {
        browser("a");
        push("1");
        pass(Duration.ofNanos(1));
        store.loseClaims();
        told.clear();
        push("2");
        pass(Duration.ofNanos(1));
        assertEquals("holding 0 since 0", told.get(0));
    }
}
