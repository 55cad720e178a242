package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QueueDeliveryTest {

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> refusals = new ArrayList<>();
    private final List<String> burials = new ArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger nodes = new AtomicInteger();
    private long now;
    private final Delivery delivery = delivery(10_000);

    private Delivery delivery(int maxUnsettled) {
        return Deliveries.ofQueues(
                store,
                Deliveries.settings(1_000, maxUnsettled, Policies.DEFAULTS),
                () -> "node-" + nodes.incrementAndGet(),
                () -> now,
                new QueueObserver() {
                    @Override
                    public void refused(String queue, Refusal refusal) {
                        refusals.add(queue + ": " + refusal.reason());
                    }

                    @Override
                    public void buried(String queue, String reason) {
                        burials.add(reason);
                    }

                    @Override
                    public void lost(String queue, int messages) {
                        lost.addAndGet(messages);
                    }
                });
    }

    private FakeReceiver browser(String token, String... queues) {
        FakeReceiver receiver = new FakeReceiver(token);
        delivery.subscribe(receiver, Deliveries.queues(List.of(queues)));
        return receiver;
    }

    private void stepUntilQuiet() {
        for (int i = 0; i < 1_000; i++) {
            if (delivery.step() > 0) {
                return;
            }
        }
        throw new AssertionError("the delivery never has nothing to do");
    }

    private void pass(Duration time) {
        now += time.toNanos();
        stepUntilQuiet();
    }

    /** Time enough for all steps of a proof. */
    private void prove() {
        for (int i = 0; i < 8; i++) {
            pass(Deliveries.SETTLE_DELAY);
        }
    }

    private void push(String queue, String... messages) {
        for (String message : messages) {
            store.push(queue, message);
        }
        delivery.changed(queue);
    }

    @Test
    void messagesLeaveInTheOrderOfTheirPushing() {
        FakeReceiver browser = browser("a", "q");
        push("q", "1", "2", "3");
        stepUntilQuiet();
        assertEquals(List.of("1", "2", "3"), browser.received());
    }

    @Test
    void waitingMessagesLeaveInOneWrite() {
        FakeReceiver browser = browser("a", "q");
        push("q", IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new));
        stepUntilQuiet();
        assertEquals(1, browser.writes());
    }

    @Test
    void withNobodyConnectedMessagesStayInTheirQueue() {
        push("q", "1", "2");
        stepUntilQuiet();
        assertEquals(List.of("1", "2"), store.waiting("q"));
        FakeReceiver browser = browser("a", "q");
        stepUntilQuiet();
        assertEquals(List.of("1", "2"), browser.received());
    }

    @Test
    void browsersTakeTurns() {
        FakeReceiver a = browser("a", "q");
        FakeReceiver b = browser("b", "q");
        FakeReceiver c = browser("c", "q");
        push("q", "1", "2", "3", "4");
        stepUntilQuiet();
        push("q", "5", "6");
        stepUntilQuiet();
        assertEquals(List.of("1", "4"), a.received());
        assertEquals(List.of("2", "5"), b.received());
        assertEquals(List.of("3", "6"), c.received());
    }

    @Test
    @DisplayName("In a backlog a browser's turn has several messages, so that there are fewer writes")
    void backlogIsDealtInLargerTurns() {
        FakeReceiver a = browser("a", "q");
        FakeReceiver b = browser("b", "q");
        push("q", IntStream.range(0, 1_600).mapToObj(String::valueOf).toArray(String[]::new));
        delivery.step();
        assertEquals(
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "16"),
                a.received().subList(0, 9));
        assertEquals(List.of("8", "9"), b.received().subList(0, 2));
        assertEquals(504, a.received().size());
        assertEquals(496, b.received().size());
    }

    @Test
    void browserGetsNothingUntilItHasDrained() {
        FakeReceiver slow = browser("slow", "q").answering(WriteResult.PENDING);
        push("q", "1");
        stepUntilQuiet();
        FakeReceiver quick = browser("quick", "q");
        push("q", "2", "3");
        stepUntilQuiet();
        assertEquals(List.of("1"), slow.received());
        assertEquals(List.of("2", "3"), quick.received());
        delivery.drained(slow);
        push("q", "4", "5");
        stepUntilQuiet();
        assertEquals(2, slow.received().size());
    }

    @Test
    void whenNobodyDrainsMessagesStayInTheirQueue() {
        browser("slow", "q").answering(WriteResult.PENDING);
        push("q", "1");
        stepUntilQuiet();
        push("q", "2", "3");
        stepUntilQuiet();
        assertEquals(List.of("2", "3"), store.waiting("q"));
    }

    @Test
    @DisplayName("A message is settled once a later write has left and the connection is still there")
    void settlesOnceALaterWriteHasLeft() {
        browser("a", "q");
        push("q", "1");
        stepUntilQuiet();
        assertEquals(List.of("1"), store.claimed("q"));
        pass(Deliveries.SETTLE_DELAY);
        pass(Deliveries.SETTLE_DELAY);
        assertEquals(List.of("1"), store.claimed("q"));
        pass(Deliveries.SETTLE_DELAY.multipliedBy(2));
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(0, delivery.held());
        assertTrue(store.sessions().isEmpty(), "a session without claims leaves nothing behind");
    }

    @Test
    void messageForADeadBrowserGoesToAnother() {
        FakeReceiver dead = browser("dead", "q");
        dead.dieSilently();
        push("q", "1");
        stepUntilQuiet();
        FakeReceiver other = browser("other", "q");
        prove();
        assertEquals(List.of("1"), other.received());
    }

    @Test
    @DisplayName("A message swallowed by a proxy that notices a loss only by writing goes to another browser")
    void messageSwallowedByAProxyGoesToAnother() {
        FakeReceiver dead = browser("dead", "q");
        dead.dieBehindProxy();
        push("q", "1");
        stepUntilQuiet();
        FakeReceiver other = browser("other", "q");
        prove();
        assertEquals(List.of("1"), other.received());
    }

    @Test
    void laterEventsSpareTheCommentOfTheProof() {
        FakeReceiver browser = browser("a", "q");
        for (int i = 0; i < 100; i++) {
            push("q", "m" + i);
            pass(Duration.ofMillis(50));
        }
        assertEquals(0, browser.probes());
        assertTrue(
                store.claimed("q").size() < 40,
                "settled too late: " + store.claimed("q").size());
    }

    @Test
    @DisplayName("A message for a browser found closed before the write goes to another")
    void closedBeforeTheWriteGoesToAnother() {
        browser("closed", "q").answering(WriteResult.CLOSED);
        FakeReceiver other = browser("other", "q");
        push("q", "1", "2");
        stepUntilQuiet();
        assertEquals(List.of("2", "1"), other.received());
    }

    @Test
    void browserBusyWithAWriteLosesNothing() {
        FakeReceiver busy = browser("busy", "q").answering(WriteResult.BUSY);
        push("q", "1");
        stepUntilQuiet();
        assertEquals(List.of("1"), store.waiting("q"));
        busy.answering(WriteResult.WRITTEN);
        delivery.drained(busy);
        stepUntilQuiet();
        assertEquals(List.of("1"), busy.received());
    }

    @Test
    void unprovenMessagesReturnInOrderInFront() {
        FakeReceiver gone = browser("gone", "q");
        push("q", "1", "2", "3");
        stepUntilQuiet();
        delivery.closed(gone);
        stepUntilQuiet();
        store.push("q", "4");
        assertEquals(List.of("1", "2", "3", "4"), store.waiting("q"));
    }

    @Test
    @DisplayName("What is more than one exchange can return comes back in order, too")
    void manyReturnsKeepTheirOrder() {
        FakeReceiver gone = browser("gone", "q");
        String[] numbers = IntStream.range(0, 5_500).mapToObj(String::valueOf).toArray(String[]::new);
        push("q", numbers);
        stepUntilQuiet();
        assertEquals(5_500, gone.received().size());
        FakeReceiver next = browser("next", "q");
        delivery.closed(gone);
        stepUntilQuiet();
        assertEquals(List.of(numbers), next.received());
    }

    @Test
    void middleOfTheClaimsCanBeReturned() {
        FakeReceiver a = browser("a", "q");
        FakeReceiver b = browser("b", "q");
        push("q", "1", "2", "3", "4");
        stepUntilQuiet();
        delivery.closed(b);
        delivery.drained(a);
        stepUntilQuiet();
        assertEquals(List.of("1", "3", "2", "4"), a.received());
        prove();
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(List.of(), store.waiting("q"));
    }

    @Test
    void equalMessagesAreToldApart() {
        FakeReceiver a = browser("a", "q");
        FakeReceiver b = browser("b", "q");
        push("q", "tick", "tick", "tick", "tick");
        stepUntilQuiet();
        delivery.closed(b);
        stepUntilQuiet();
        prove();
        assertEquals(List.of("tick", "tick", "tick", "tick"), a.received());
        assertEquals(List.of(), store.claimed("q"));
    }

    @Test
    @DisplayName("What is not UTF-8 goes to the dead letters, and the rest goes on")
    void invalidUtf8IsADeadLetterAlone() {
        FakeReceiver browser = browser("a", "q");
        store.push("q", new byte[] {'o', 'k', (byte) 0xC3, 'x'});
        push("q", "fine");
        stepUntilQuiet();
        assertEquals(List.of("fine"), browser.received());
        assertEquals(1, store.dead("q").size());
        assertEquals(List.of("is not UTF-8 at byte 2"), burials);
    }

    @Test
    @DisplayName("A JSON message is read; what is none goes to the dead letters")
    void invalidJsonMessageIsADeadLetter() {
        FakeReceiver browser = browser("a", "q", "json");
        push("json", "{\"data\":{\"a\": 1},\"event\":\"order\"}", "{\"event\":\"order\"}");
        stepUntilQuiet();
        push("q", "{\"data\":1}");
        stepUntilQuiet();
        assertEquals(List.of("{\"a\":1}", "{\"data\":1}"), browser.received());
        assertEquals(List.of("order", "message"), browser.types());
        assertEquals(List.of("{\"event\":\"order\"}"), store.dead("json"));
        assertEquals(List.of("has no \"data\""), burials);
    }

    @Test
    void tooLongMessageIsADeadLetter() {
        FakeReceiver browser = browser("a", "q");
        push("q", "x".repeat(1_000), "y".repeat(1_001));
        stepUntilQuiet();
        assertEquals(1, browser.received().size());
        assertEquals(List.of("y".repeat(1_001)), store.dead("q"));
        assertEquals(List.of("has 1001 bytes, over the limit of 1000"), burials);
    }

    @Test
    @DisplayName("A key of the wrong type is reported once, and the other queues go on")
    void wrongTypeIsReportedOnce() {
        FakeReceiver browser = browser("a", "bad", "good");
        store.setWrongType("bad", true);
        push("bad", "1");
        push("good", "2");
        stepUntilQuiet();
        pass(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("2"), browser.received());
        assertEquals(List.of("bad: its key in Redis does not hold a list"), refusals);
        store.setWrongType("bad", false);
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("2", "1"), browser.received());
    }

    @Test
    @DisplayName("A queue whose server is away goes on where it stopped; the others go on meanwhile")
    void queueWithoutItsServerResumesLater() {
        for (ModelClaimStore.Fault fault :
                List.of(ModelClaimStore.Fault.LOST_BEFORE, ModelClaimStore.Fault.LOST_AFTER)) {
            String away = "away-" + fault;
            String here = "here-" + fault;
            FakeReceiver browser = browser("a" + fault, away, here);
            stepUntilQuiet();
            store.setAway(away, fault);
            push(away, "1", "2");
            push(here, "3");
            stepUntilQuiet();
            pass(Duration.ofSeconds(5));
            push(away, "4");
            push(here, "5");
            stepUntilQuiet();
            assertEquals(List.of("3", "5"), browser.received());
            assertTrue(refusals.contains(away + ": its server is away"));
            store.setAway(away, ModelClaimStore.Fault.NONE);
            pass(Duration.ofSeconds(5));
            assertEquals(List.of("3", "5", "1", "2", "4"), browser.received());
            prove();
            assertEquals(List.of(), store.claimed(away));
        }
        assertEquals(0, lost.get());
    }

    @Test
    @DisplayName("Without the registry, queues go on as long as the lease lasts")
    void queuesOutlastTheRegistryForTheLease() {
        FakeReceiver browser = browser("a", "q");
        stepUntilQuiet();
        store.setRegistryAway(true);
        int before = store.calls();
        for (int second = 1; second < Deliveries.LEASE.toSeconds(); second++) {
            push("q", "m" + second);
            pass(Duration.ofSeconds(1));
            assertEquals(second, browser.received().size());
        }
        assertTrue(store.calls() - before < 100, "nobody asks all the time");
        now += Deliveries.LEASE.toNanos();
        assertThrows(StoreUnavailableException.class, delivery::step);
        store.setRegistryAway(false);
        push("q", "after");
        pass(Duration.ofSeconds(2));
        assertEquals("after", browser.received().get(browser.received().size() - 1));
        assertEquals(0, lost.get());
    }

    @Test
    @DisplayName("An exchange that may have been carried out is sent again unchanged, also after a refusal")
    void doubtfulExchangeIsRepeatedUnchanged() {
        FakeReceiver browser = browser("a", "q");
        push("q", "1", "2", "3");
        stepUntilQuiet();
        push("q", "4");
        store.failNext(ModelClaimStore.Fault.LOST_AFTER);
        assertThrows(StoreUnavailableException.class, delivery::step);
        store.setWrongType("q", true);
        pass(Deliveries.SETTLE_DELAY.multipliedBy(4));
        pass(Deliveries.SETTLE_DELAY.multipliedBy(4));
        store.setWrongType("q", false);
        pass(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("1", "2", "3", "4"), browser.received());
        prove();
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(0, lost.get());
    }

    @Test
    void theSafetyPollFindsWhatWasNotSignalled() {
        FakeReceiver browser = browser("a", "q");
        stepUntilQuiet();
        store.push("q", "unheard");
        stepUntilQuiet();
        assertEquals(List.of(), browser.received());
        pass(Duration.ofSeconds(2));
        assertEquals(List.of("unheard"), browser.received());
    }

    @Test
    void emptyQueueWaitsForTheSafetyPoll() {
        browser("a", "q");
        stepUntilQuiet();
        int before = store.calls();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(10));
        }
        assertTrue(store.calls() - before <= 1, "asked " + (store.calls() - before) + " times in a second");
    }

    @Test
    void claimWithoutAnswerIsFoundByRepeating() {
        for (ModelClaimStore.Fault fault :
                List.of(ModelClaimStore.Fault.LOST_BEFORE, ModelClaimStore.Fault.LOST_AFTER)) {
            FakeReceiver browser = browser("a" + fault, "q-" + fault);
            stepUntilQuiet();
            push("q-" + fault, "1", "2");
            store.failNext(fault);
            assertThrows(StoreUnavailableException.class, delivery::step);
            stepUntilQuiet();
            assertEquals(List.of("1", "2"), browser.received());
            prove();
            assertEquals(List.of(), store.claimed("q-" + fault));
        }
    }

    @Test
    @DisplayName("What an exchange without an answer may have claimed is not settled")
    void unansweredExchangeSettlesNoClaim() {
        browser("a", "q");
        stepUntilQuiet();
        push("q", "1");
        store.failNext(ModelClaimStore.Fault.LOST_AFTER);
        assertThrows(StoreUnavailableException.class, delivery::step);
        delivery.stopClaiming();
        assertEquals(0, delivery.held());
        assertFalse(delivery.isSettled());
        delivery.returnAll();
        delivery.step();
        delivery.returnAll();
        delivery.step();
        assertTrue(delivery.isSettled());
        assertEquals(List.of("1"), store.waiting("q"));
    }

    @Test
    void settlingWithoutAnswerIsNotDoneTwice() {
        FakeReceiver a = browser("a", "q");
        push("q", "1", "2");
        stepUntilQuiet();
        pass(Deliveries.SETTLE_DELAY.multipliedBy(2));
        now += Deliveries.SETTLE_DELAY.toNanos() * 2;
        push("q", "3");
        store.failNext(ModelClaimStore.Fault.LOST_AFTER);
        assertThrows(StoreUnavailableException.class, delivery::step);
        stepUntilQuiet();
        assertEquals(List.of("1", "2", "3"), a.received());
        assertEquals(List.of("3"), store.claimed("q"));
        assertEquals(0, lost.get());
    }

    @Test
    @DisplayName("The last settling of a session may lose its answer, too")
    void lastSettlingMayLoseItsAnswer() {
        browser("a", "q");
        push("q", "1");
        stepUntilQuiet();
        pass(Deliveries.SETTLE_DELAY.multipliedBy(2));
        now += Deliveries.SETTLE_DELAY.toNanos() * 2;
        store.failNext(ModelClaimStore.Fault.LOST_AFTER);
        assertThrows(StoreUnavailableException.class, delivery::step);
        stepUntilQuiet();
        assertEquals(0, delivery.held());
        assertEquals(0, lost.get());
    }

    @Test
    @DisplayName("Claims that are gone from the store are reported, and nothing else is touched")
    void vanishedClaimsAreReportedAlone() {
        FakeReceiver a = browser("a", "q");
        push("q", "1", "2");
        stepUntilQuiet();
        store.loseClaims();
        push("q", "3");
        stepUntilQuiet();
        assertEquals(2, lost.get());
        assertEquals(List.of("1", "2", "3"), a.received());
        prove();
        assertEquals(0, delivery.held());
    }

    @Test
    void noMoreIsClaimedThanMayBeUnsettled() {
        Delivery narrow = delivery(10);
        FakeReceiver browser = new FakeReceiver("a");
        narrow.subscribe(browser, Deliveries.queues(List.of("q")));
        for (int i = 0; i < 25; i++) {
            store.push("q", "m" + i);
        }
        for (int i = 0; i < 5; i++) {
            narrow.step();
        }
        assertEquals(10, browser.received().size());
        for (int i = 0; i < 8; i++) {
            now += Deliveries.SETTLE_DELAY.toNanos();
            narrow.step();
        }
        assertEquals(20, browser.received().size());
    }

    @Test
    void aBrowserMayTakeFromManyQueues() {
        FakeReceiver browser = browser("a", "q1", "q2", "q3");
        push("q1", "1");
        push("q3", "3");
        stepUntilQuiet();
        assertEquals(2, browser.received().size());
        assertEquals(1, browser.writes());
    }

    @Test
    void manyQueuesAreServedByFewCalls() {
        List<FakeReceiver> browsers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            browsers.add(browser("b" + i, "inbox:" + i));
        }
        stepUntilQuiet();
        int before = store.calls();
        for (int i = 0; i < 1_000; i++) {
            push("inbox:" + i, "for " + i);
        }
        stepUntilQuiet();
        assertTrue(store.calls() - before <= 10, "took " + (store.calls() - before) + " calls");
        for (int i = 0; i < 1_000; i++) {
            assertEquals(List.of("for " + i), browsers.get(i).received());
        }
    }

    @Test
    void idsHaveTheirConnectionsTokenAndNeverRepeat() {
        FakeReceiver a = browser("tokenA", "q");
        FakeReceiver b = browser("tokenB", "q");
        push("q", "1", "2", "3", "4", "5", "6");
        stepUntilQuiet();
        assertEquals(List.of("tokenA-1", "tokenA-2", "tokenA-3"), a.ids());
        assertEquals(3, new HashSet<>(b.ids()).size());
    }

    @Test
    void stoppingReturnsTheUnsettledAndClaimsNothing() {
        FakeReceiver a = browser("a", "q");
        push("q", "1", "2");
        stepUntilQuiet();
        delivery.stopClaiming();
        push("q", "3");
        stepUntilQuiet();
        assertEquals(List.of("1", "2"), a.received());
        delivery.returnAll();
        stepUntilQuiet();
        assertEquals(List.of("1", "2", "3"), store.waiting("q"));
        assertEquals(0, delivery.held());
    }

    @Test
    void aRemovedQueueGoesToOthers() {
        FakeReceiver leaving = browser("a", "q", "r");
        stepUntilQuiet();
        delivery.unsubscribe(leaving, Set.of("q"), Set.of());
        FakeReceiver staying = browser("b", "q");
        for (int i = 0; i < 4; i++) {
            store.push("q", "q" + i);
            store.push("r", "r" + i);
        }
        delivery.changed("q");
        delivery.changed("r");
        prove();
        assertEquals(List.of("r0", "r1", "r2", "r3"), leaving.received());
        assertEquals(List.of("q0", "q1", "q2", "q3"), staying.received());
        assertTrue(delivery.isSettled());
    }

    @Test
    void messagesOfARemovedQueueAreStillSettled() {
        FakeReceiver leaving = browser("a", "q");
        store.push("q", "m");
        stepUntilQuiet();
        delivery.unsubscribe(leaving, Set.of("q"), Set.of());
        prove();
        assertEquals(List.of("m"), leaving.received());
        assertTrue(delivery.isSettled());
        assertEquals(List.of(), store.waiting("q"));
        assertEquals(List.of(), store.claimed("q"));
    }
}
