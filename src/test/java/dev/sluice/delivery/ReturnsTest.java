package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.queue.QueueObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages in mode sent that come back because their browsers close. */
class ReturnsTest {
    private static final int MAX_RETURNS = 5;
    private static final Duration LEAST_TIME = Duration.ofMinutes(10);

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> burials = new ArrayList<>();
    private long now;
    private int browsers;
    private final Delivery delivery = Deliveries.ofQueues(
            store,
            Deliveries.settings(
                    1_000,
                    1_000,
                    new QueuePolicies(
                            new QueuePolicy(
                                    AckMode.SENT,
                                    1,
                                    Duration.ofSeconds(30),
                                    5,
                                    MAX_RETURNS,
                                    MessageFormat.TEXT,
                                    QueueEnd.RIGHT,
                                    Optional.empty()),
                            Map.of())),
            () -> "node",
            () -> now,
            new QueueObserver() {
                @Override
                public void buried(String queue, String reason) {
                    burials.add(reason);
                }
            });

    private FakeReceiver browser() {
        FakeReceiver receiver = new FakeReceiver("b" + browsers++);
        delivery.subscribe(receiver, Deliveries.queues(List.of("q")));
        step();
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

    private void leave(FakeReceiver browser) {
        browser.leave();
        delivery.closed(browser);
        step();
    }

    private void cut(FakeReceiver browser) {
        browser.close();
        delivery.closed(browser);
        step();
    }

    /** Browsers come, get it, and leave. */
    private void comeAndLeave(int times) {
        for (int i = 0; i < times; i++) {
            leave(browser());
        }
    }

    private void pass(Duration time) {
        for (long left = time.toSeconds(); left > 0; left--) {
            now += 1_000_000_000L;
            step();
        }
    }

    @Test
    @DisplayName("A message that makes its page leave is a dead letter after many returns and some time")
    void manyReturnsOverTimeMakeADeadLetter() {
        push("poison");
        comeAndLeave(MAX_RETURNS * 3);
        assertEquals(List.of("poison"), store.waiting("q"), "not before its time");
        pass(LEAST_TIME);
        comeAndLeave(1);
        assertEquals(List.of("poison"), store.dead("q"));
        assertEquals(
                List.of("came back " + (MAX_RETURNS * 3 + 1)
                        + " times because its browsers closed, first 10 minutes ago"),
                burials);
        assertEquals(0, store.counted());
    }

    @Test
    void timeAloneIsNoReason() {
        push("patient");
        comeAndLeave(MAX_RETURNS - 2);
        pass(LEAST_TIME.multipliedBy(2));
        comeAndLeave(1);
        assertEquals(List.of("patient"), store.waiting("q"));
        comeAndLeave(1);
        assertEquals(List.of("patient"), store.dead("q"));
    }

    @Test
    void whatTheNodeCutsDoesNotCount() {
        push("slow");
        for (int i = 0; i < MAX_RETURNS * 2; i++) {
            cut(browser());
        }
        pass(LEAST_TIME);
        cut(browser());
        leave(browser());
        assertEquals(List.of("slow"), store.waiting("q"));
        assertEquals(1, store.counted());
    }

    @Test
    void uncountedReturnKeepsTheCount() {
        push("m");
        comeAndLeave(MAX_RETURNS - 1);
        pass(LEAST_TIME);
        cut(browser());
        assertEquals(List.of("m"), store.waiting("q"));
        comeAndLeave(1);
        assertEquals(List.of("m"), store.dead("q"));
    }

    @Test
    @DisplayName("Of messages that come back together only the first goes at a time")
    void returnedMessagesGoOneAtATime() {
        push("poison", "innocent 1", "innocent 2");
        comeAndLeave(MAX_RETURNS);
        pass(LEAST_TIME);
        comeAndLeave(1);
        assertEquals(List.of("poison"), store.dead("q"));
        assertEquals(0, store.counted(), "the others begin anew");
        comeAndLeave(MAX_RETURNS);
        assertEquals(List.of("poison"), store.dead("q"));
        FakeReceiver reader = browser();
        pass(Duration.ofSeconds(3));
        assertEquals(List.of("innocent 1", "innocent 2"), reader.received());
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(1, store.dead("q").size());
    }

    @Test
    void deliveredMessageLeavesNoCount() {
        push("m");
        comeAndLeave(MAX_RETURNS + 2);
        FakeReceiver reader = browser();
        pass(Duration.ofSeconds(3));
        assertEquals(List.of("m"), reader.received());
        assertTrue(store.claimed("q").isEmpty());
        assertEquals(0, store.counted());
    }
}
