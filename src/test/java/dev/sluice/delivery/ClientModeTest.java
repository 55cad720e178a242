package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.channel.MessageFormat;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueuePolicies;
import dev.sluice.channel.QueuePolicy;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Queues whose messages browsers confirm. */
class ClientModeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> burials = new ArrayList<>();
    private long now;
    private QueuePolicies policies = new QueuePolicies(
            policy(AckMode.SENT, 1), Map.of("q", policy(AckMode.CLIENT, 1), "wide", policy(AckMode.CLIENT, 3)));
    private final Delivery delivery = Deliveries.ofQueues(
            store,
            Deliveries.settings(1_000, 1_000, () -> this.policies),
            () -> "node",
            () -> now,
            new QueueObserver() {
                @Override
                public void buried(String queue, String reason) {
                    burials.add(reason);
                }
            });

    private static QueuePolicy policy(AckMode mode, int prefetch) {
        return new QueuePolicy(mode, prefetch, TIMEOUT, 3, 100, MessageFormat.TEXT, QueueEnd.RIGHT, Optional.empty());
    }

    private FakeReceiver browser(String token, String... queues) {
        FakeReceiver receiver = new FakeReceiver(token);
        delivery.subscribe(receiver, Deliveries.queues(List.of(queues)));
        return receiver;
    }

    private void push(String queue, String... messages) {
        List.of(messages).forEach(message -> store.push(queue, message));
        delivery.changed(queue);
        step();
    }

    private void step() {
        for (int i = 0; i < 100 && delivery.step() == 0; i++) {
            // until there is nothing to do
        }
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 500) {
            now += 500_000_000L;
            step();
        }
    }

    /** Returns false if it came too late. */
    private boolean confirm(FakeReceiver browser, int which) {
        boolean inTime =
                delivery.confirmed(MessageId.parse(browser.ids().get(which)).orElseThrow());
        step();
        return inTime;
    }

    @Test
    void aMessageStaysClaimedUntilItIsConfirmed() {
        FakeReceiver browser = browser("a", "q");
        push("q", "1");
        pass(Duration.ofSeconds(20));
        assertEquals(List.of("1"), store.claimed("q"));
        confirm(browser, 0);
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(List.of("1"), browser.received());
    }

    @Test
    void busyBrowserLeavesTheNextToAnother() {
        FakeReceiver busy = browser("a", "q");
        push("q", "1", "2", "3");
        assertEquals(List.of("1"), busy.received());
        FakeReceiver free = browser("b", "q");
        step();
        assertEquals(List.of("2"), free.received());
        assertEquals(List.of("3"), store.waiting("q"));
        confirm(busy, 0);
        assertEquals(List.of("1", "3"), busy.received());
    }

    @Test
    @DisplayName("A queue in use takes new limits, but no other mode")
    void queueInUseTakesNewLimits() {
        FakeReceiver browser = browser("a", "q");
        push("q", "1", "2", "3");
        policies = new QueuePolicies(policy(AckMode.SENT, 1), Map.of("q", policy(AckMode.CLIENT, 2)));
        delivery.policiesChanged();
        step();
        assertEquals(List.of("1", "2"), browser.received());
        policies = new QueuePolicies(policy(AckMode.NONE, 1), Map.of());
        delivery.policiesChanged();
        step();
        assertEquals(List.of("1", "2"), browser.received());
        confirm(browser, 0);
        assertEquals(List.of("1", "2", "3"), browser.received());
        assertEquals(List.of("2", "3"), store.claimed("q"));
    }

    @Test
    @DisplayName("Messages that are claimed after a change of limits have the new ones")
    void laterClaimsHaveTheNewLimits() {
        FakeReceiver browser = browser("a", "q");
        policies = new QueuePolicies(
                policy(AckMode.SENT, 1),
                Map.of(
                        "q",
                        new QueuePolicy(
                                AckMode.CLIENT,
                                1,
                                Duration.ofSeconds(5),
                                1,
                                100,
                                MessageFormat.TEXT,
                                QueueEnd.RIGHT,
                                Optional.empty())));
        delivery.policiesChanged();
        push("q", "1");
        pass(Duration.ofSeconds(6));
        assertEquals(List.of("1"), browser.received());
        assertEquals(1, burials.size());
    }

    @Test
    @DisplayName("A browser holds as many messages as allowed and may confirm them in any order")
    void confirmsInAnyOrderUpToTheBound() {
        FakeReceiver browser = browser("a", "wide");
        push("wide", "1", "2", "3", "4", "5");
        assertEquals(List.of("1", "2", "3"), browser.received());
        confirm(browser, 1);
        assertEquals(List.of("1", "2", "3", "4"), browser.received());
        confirm(browser, 1);
        assertEquals(4, browser.received().size(), "a second confirmation of the same counts for nothing");
        confirm(browser, 0);
        assertEquals(List.of("1", "2", "3", "4", "5"), browser.received());
    }

    @Test
    void unconfirmedMessageIsOfferedAgain() {
        FakeReceiver silent = browser("a", "q");
        push("q", "1");
        FakeReceiver other = browser("b", "q");
        pass(TIMEOUT.minusSeconds(1));
        assertEquals(List.of(), other.received());
        pass(Duration.ofSeconds(2));
        assertEquals(List.of("1"), other.received());
        assertFalse(confirm(silent, 0), "it came too late");
        assertEquals(List.of("1"), store.claimed("q"), "a late confirmation of another's counts for nothing");
        assertTrue(confirm(other, 0));
        assertTrue(confirm(other, 0), "a repeated confirmation is none that comes too late");
    }

    @Test
    void confirmationForAForgottenConnectionIsLate() {
        FakeReceiver gone = browser("a", "q");
        push("q", "1");
        delivery.closed(gone);
        pass(TIMEOUT.plusSeconds(1));
        assertEquals(List.of("1"), store.waiting("q"));
        assertFalse(confirm(gone, 0));
    }

    @Test
    void confirmationAfterALapsedLeaseIsLate() {
        store.remember();
        FakeReceiver browser = browser("a", "q");
        push("q", "1");
        store.fallBack(); // to a time when it knew no node
        pass(Deliveries.LEASE);
        assertFalse(confirm(browser, 0));
    }

    @Test
    void tooManyDeliveriesMakeADeadLetter() {
        FakeReceiver silent = browser("a", "q");
        push("q", "1");
        pass(TIMEOUT.multipliedBy(4));
        assertEquals(List.of("1", "1", "1"), silent.received());
        assertEquals(List.of("1"), store.dead("q"));
        assertEquals(List.of("was delivered 3 times and never confirmed"), burials);
        assertEquals(List.of(), store.claimed("q"));
    }

    @Test
    void deliveriesOfEqualMessagesAreCountedForEach() {
        FakeReceiver browser = browser("a", "q");
        push("q", "same", "same");
        for (int i = 0; i < 2; i++) {
            pass(TIMEOUT.plusSeconds(1));
        }
        assertEquals(3, browser.received().size(), "the first one, for the third time");
        confirm(browser, 2);
        assertEquals(4, browser.received().size());
        pass(TIMEOUT.plusSeconds(1));
        assertEquals(List.of(), store.dead("q"), "the second one was delivered once so far");
        assertEquals(1, store.claimed("q").size());
        assertEquals(0, store.counted());
    }

    @Test
    void reconnectConfirmsSeenAndReturnsTheRest() {
        FakeReceiver browser = browser("a", "wide");
        push("wide", "1", "2", "3");
        delivery.closed(browser);
        step();
        assertEquals(3, store.claimed("wide").size(), "it may have been seen");
        delivery.resumed(MessageId.parse(browser.ids().get(0)).orElseThrow());
        step();
        assertEquals(List.of(), store.claimed("wide"));
        assertEquals(List.of("2", "3"), store.waiting("wide"));
        assertEquals(0, store.counted(), "what nobody has seen was not delivered");
    }

    @Test
    void reconnectEndsTheOldConnection() {
        FakeReceiver old = browser("a", "q", "plain");
        push("q", "1");
        push("plain", "2", "3");
        delivery.resumed(MessageId.parse(old.ids().get(1)).orElseThrow());
        assertTrue(old.isClosed());
        step();
        assertEquals(List.of(), store.claimed("q"));
        assertEquals(List.of(), store.claimed("plain"), "also what needs no confirmation is certain now");
        assertEquals(List.of("3"), store.waiting("plain"));
    }

    @Test
    void closedConnectionMayConfirmInTime() {
        FakeReceiver browser = browser("a", "wide");
        push("wide", "1", "2");
        delivery.closed(browser);
        confirm(browser, 1);
        assertEquals(List.of("1"), store.claimed("wide"));
        pass(TIMEOUT.plusSeconds(1));
        assertEquals(List.of("1"), store.waiting("wide"));
        assertEquals(1, store.counted(), "it was delivered once");
    }

    @Test
    @DisplayName("A message that had not left when its connection closed returns at once and was not delivered")
    void unsentMessageReturnsAtOnceAndUncounted() {
        FakeReceiver stuck = browser("a", "q").answering(WriteResult.PENDING);
        push("q", "1");
        delivery.closed(stuck);
        step();
        assertEquals(List.of("1"), store.waiting("q"));
        assertEquals(0, store.counted());
    }

    @Test
    void browserConfirmsOnlyWhatItWasSent() {
        FakeReceiver browser = browser("a", "wide");
        push("wide", "1");
        delivery.confirmed(new MessageId("a", 2));
        delivery.confirmed(new MessageId("a", 0));
        delivery.confirmed(new MessageId("b", 1));
        delivery.resumed(new MessageId("b", 1));
        step();
        assertEquals(List.of("1"), store.claimed("wide"));
        confirm(browser, 0);
        assertEquals(List.of(), store.claimed("wide"));
    }

    @Test
    void queuesOfAllModesShareAConnection() {
        FakeReceiver browser = browser("a", "q", "plain");
        push("q", "client 1", "client 2");
        push("plain", "sent 1", "sent 2");
        assertEquals(List.of("client 1", "sent 1", "sent 2"), browser.received());
        pass(Duration.ofSeconds(5));
        assertEquals(List.of(), store.claimed("plain"));
        assertEquals(List.of("client 1"), store.claimed("q"));
    }

    @Test
    @DisplayName("A browser cut before its first message returns all that it was about to get")
    void cutBeforeTheFirstMessageReturnsAll() {
        browser("a", "wide");
        push("wide", "1", "2");
        delivery.resumed(new MessageId("a", 0));
        step();
        assertEquals(List.of("1", "2"), store.waiting("wide"));
        assertEquals(0, store.counted());
    }

    @Test
    void revokedBrowsersReturnTheirMessagesAtOnce() {
        FakeReceiver revoked = browser("a", "q");
        push("q", "1");
        assertEquals(List.of("1"), revoked.received());
        delivery.revoke(revoked);
        FakeReceiver other = browser("b", "q");
        step();
        assertEquals(List.of("1"), other.received(), "without waiting for the time-out");
        delivery.revoke(revoked);
        delivery.closed(revoked);
        push("q", "2");
        assertEquals(List.of("1"), revoked.received());
        assertEquals(1, revoked.writes(), "nothing more");
    }

    @Test
    void closedBrowsersCanBeRevoked() {
        FakeReceiver revoked = browser("a", "q");
        push("q", "1");
        delivery.closed(revoked);
        delivery.revoke(revoked);
        FakeReceiver other = browser("b", "q");
        step();
        assertEquals(List.of("1"), other.received());
    }
}
