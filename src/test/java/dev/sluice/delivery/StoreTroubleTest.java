package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.AckMode;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.queue.ClaimStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The store fails in single calls, or falls back to what it was before. */
class StoreTroubleTest {

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final AtomicInteger incarnations = new AtomicInteger();
    private long now;
    /** The method of the registry whose answer is lost, and which call of it from now on, counted from 1. */
    private String failing = "";

    private int failingCall;
    private final Delivery delivery = delivery(1_000, AckMode.SENT, store);

    private Delivery delivery(long maxMessageBytes, AckMode mode, ClaimStore claims) {
        return Deliveries.ofQueues(
                claims,
                failingRegistry(),
                Deliveries.settings(maxMessageBytes, 1_000, Policies.inMode(mode, 1)),
                () -> "node-" + incarnations.incrementAndGet(),
                () -> now,
                new QueueObserver() {});
    }

    private LeaseStore failingRegistry() {
        return (LeaseStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {LeaseStore.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals(failing) && --failingCall == 0) {
                        throw new StoreUnavailableException("lost after", null);
                    }
                    return answer;
                });
    }

    private void loseAnswer(String method, int call) {
        failing = method;
        failingCall = call;
    }

    private FakeReceiver browser(String token, String... queues) {
        FakeReceiver receiver = new FakeReceiver(token);
        delivery.subscribe(receiver, Deliveries.queues(List.of(queues)));
        return receiver;
    }

    private void push(String queue, String message) {
        store.push(queue, message);
        delivery.changed(queue);
        step();
    }

    private void step() {
        for (int i = 0; i < 1_000; i++) {
            try {
                if (delivery.step() > 0) {
                    return;
                }
            } catch (StoreUnavailableException e) {
                return;
            }
        }
        throw new AssertionError("the delivery never has nothing to do");
    }

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            now += 100_000_000L;
            step();
        }
    }

    @Test
    @DisplayName("A queue that may have been delisted is enlisted again before its next claim")
    void delistedQueueIsEnlistedBeforeItsClaim() {
        FakeReceiver first = browser("a", "q");
        push("q", "1");
        pass(Duration.ofSeconds(3));
        delivery.closed(first);
        loseAnswer("delist", 1);
        while (failingCall > 0) {
            pass(Duration.ofMillis(100));
        }
        browser("b", "q");
        push("q", "2");
        pass(Duration.ofMillis(500));
        assertEquals(List.of("2"), store.claimed("q"));
        assertEquals(List.of("q"), store.enlisted("node-1"));
    }

    @Test
    void nothingIsClaimedBetweenTwoIncarnations() {
        FakeReceiver browser = browser("a", "q");
        step();
        store.forget("node-1");
        loseAnswer("renew", 2);
        while (failingCall > 0) {
            pass(Duration.ofMillis(100));
        }
        store.push("q", "1");
        delivery.changed("q");
        for (int i = 0; i < 3; i++) {
            now += 20_000_000L;
            step();
        }
        pass(Duration.ofSeconds(4));
        assertEquals(List.of("1"), browser.received());
        pass(Duration.ofSeconds(4));
        assertEquals(Set.of(), store.sessions());
    }

    @Test
    void sessionThatCannotBeginIsAskedSeldom() {
        FakeReceiver browser = browser("a", "q");
        step();
        store.setRegistryAway(true);
        now += Deliveries.LEASE.toNanos() * 7 / 10;
        push("q", "1");
        int before = store.calls();
        pass(Duration.ofSeconds(2));
        assertTrue(store.calls() - before < 50, "asked " + (store.calls() - before) + " times in two seconds");
        store.setRegistryAway(false);
        pass(Duration.ofSeconds(3));
        assertEquals(List.of("1"), browser.received());
    }

    @Test
    @DisplayName("An incarnation that others take for lapsed does not join")
    void lapsedIncarnationDoesNotJoin() {
        loseAnswer("renew", 1);
        step();
        store.renew("other", true, Deliveries.LEASE);
        for (int i = 0; i < 8; i++) {
            now += Deliveries.LEASE.toNanos() / 4;
            store.renew("other", false, Deliveries.LEASE);
        }
        assertFalse(store.renew("node-1", true, Deliveries.LEASE).held());
        FakeReceiver browser = browser("a", "q");
        push("q", "1");
        assertEquals(List.of("1"), browser.received());
        assertEquals(List.of("q"), store.enlisted("node-2"));
    }

    @Test
    @DisplayName("What one pop brings has a bound even if messages are long")
    void popIsBoundedInBytes() {
        List<Integer> pops = new ArrayList<>();
        ClaimStore counting = (ClaimStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClaimStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("pop")) {
                        pops.add(((List<?>) arguments[0]).size());
                    }
                    return method.invoke(store, arguments);
                });
        Delivery popping = delivery(16 << 20, AckMode.NONE, counting);
        FakeReceiver browser = new FakeReceiver("a");
        List<String> queues = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
        queues.forEach(queue -> store.push(queue, "of " + queue));
        popping.subscribe(browser, Deliveries.queues(queues));
        for (int i = 0; i < 10; i++) {
            popping.step();
        }
        assertEquals(9, browser.received().size());
        pops.forEach(size -> assertTrue(size <= 4, "popped of " + size + " queues, each up to 16 MiB, at once"));
    }

    @Test
    @DisplayName("A session that had ended and that the store has again is recovered")
    void resurrectedSessionIsRecovered() {
        FakeReceiver first = browser("a", "q");
        push("q", "1");
        push("q", "2");
        store.remember();
        delivery.closed(first);
        step();
        assertEquals(Set.of(), store.sessions());
        store.fallBack();
        delivery.changedAnywhere();
        step();
        assertEquals(List.of("1", "2"), store.waiting("q"));
        assertEquals(Set.of(), store.sessions());
        delivery.leave();
        assertEquals(Set.of(), store.nodes());
    }

    @Test
    @DisplayName("If the store has other claims than the node, they come back")
    void claimsUnlikeTheStoresComeBack() {
        FakeReceiver browser = browser("a", "q");
        push("q", "1");
        store.remember();
        push("q", "2");
        store.fallBack();
        push("q", "3");
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("1", "2", "1", "3"), browser.received());
        assertEquals(Set.of(), store.sessions());
    }

    @Test
    void whatTheStoreHasForgottenIsNotedAgain() {
        browser("a", "q");
        step();
        store.remember();
        browser("b", "r");
        step();
        store.fallBack();
        assertEquals(List.of("q"), store.enlisted("node-1"));
        delivery.changedAnywhere();
        step();
        assertEquals(List.of("q", "r"), store.enlisted("node-1"));
    }
}
