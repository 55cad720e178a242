package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.TopicStart;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What browsers get of a stream that is removed, and perhaps begins anew. */
class RemovedTopicTest {
    private static final String GAP = "sluice:gap";

    private static String gap(String to) {
        return "{\"topic\":\"t\",\"from\":\"1000-0\",\"to\":\"" + to + "\"}";
    }

    private final ModelTopicSource source = new ModelTopicSource(true);
    private final ModelClaimStore claims = new ModelClaimStore(() -> 0);
    private final Delivery delivery = new Delivery(
            new Delivery.Stores(claims, claims, ConfirmationBox.NONE, source, Deliveries.NO_PUBSUB),
            Deliveries.settings(1_000, 1_000, Policies.DEFAULTS),
            () -> "node",
            () -> 0,
            Workers.NONE,
            new QueueObserver() {},
            new TopicObserver() {});

    private void publish(int millis) {
        source.add("t", new StreamId(millis, 0), "e" + millis);
        delivery.changed("t");
        Deliveries.stepToRest(delivery);
    }

    private void remove() {
        source.removeIdle("t");
        delivery.changed("t");
        Deliveries.stepToRest(delivery);
    }

    private FakeReceiver browser(Optional<StreamId> after, int last) {
        FakeReceiver browser = new FakeReceiver("token");
        delivery.subscribe(browser, new Subscription(Set.of(), List.of(new TopicStart("t", after, last)), Set.of()));
        Deliveries.stepToRest(delivery);
        return browser;
    }

    @Test
    void whoHasAllMissesNothing() {
        FakeReceiver browser = browser(Optional.empty(), 0);
        for (int millis = 1_000; millis < 4_000; millis += 1_000) {
            publish(millis);
            remove();
        }
        publish(4_000);
        assertEquals(List.of("message", "message", "message", "message"), browser.types());
        assertEquals(List.of("e1000", "e2000", "e3000", "e4000"), browser.received());
        assertEquals("4000-0", browser.ids().get(3));
    }

    @Test
    void whoLacksEventsIsToldOfAGap() {
        FakeReceiver slow = browser(Optional.empty(), 0);
        slow.answering(WriteResult.PENDING);
        publish(1_000);
        publish(2_000);
        remove();
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        Deliveries.stepToRest(delivery);
        publish(3_000);
        assertEquals(List.of("message", GAP, "message"), slow.types());
        assertEquals(List.of("e1000", gap("0-0"), "e3000"), slow.received());
    }

    @Test
    void deletedStreamMayHaveHadMore() {
        FakeReceiver browser = browser(Optional.empty(), 0);
        publish(1_000);
        source.add("t", new StreamId(2_000, 0), "unread", true);
        source.delete("t");
        delivery.changed("t");
        Deliveries.stepToRest(delivery);
        assertEquals(List.of("e1000", gap("0-0")), browser.received());
    }

    @Test
    void lostConnectionMayHideEvents() {
        FakeReceiver browser = browser(Optional.empty(), 0);
        publish(1_000);
        source.removeIdle("t"); // perhaps not before somebody had added to it
        delivery.changedAnywhere();
        Deliveries.stepToRest(delivery);
        publish(2_000);
        assertEquals(List.of("message", GAP, "message"), browser.types());
        assertEquals(List.of("e1000", gap("0-0"), "e2000"), browser.received());
    }

    @Test
    void eventsWithoutASubscriberAreAGap() {
        FakeReceiver first = browser(Optional.empty(), 0);
        publish(1_000);
        delivery.closed(first);
        publish(2_000);
        remove();
        FakeReceiver second = browser(Optional.of(new StreamId(1_000, 0)), 0);
        publish(3_000);
        assertEquals(List.of(GAP, "message"), second.types());
    }

    @Test
    void whoComesBackIsToldOfAGap() {
        browser(Optional.empty(), 0);
        publish(1_000);
        remove();
        FakeReceiver before = browser(Optional.of(new StreamId(999, 0)), 0);
        FakeReceiver newcomer = browser(Optional.empty(), 5);
        publish(2_000);
        assertEquals(List.of(GAP, "message"), before.types());
        assertEquals(List.of("e2000"), newcomer.received(), "the events of the former stream are gone");
        assertEquals(List.of("message"), newcomer.types());
    }

    @Test
    void streamWithEarlierIdsIsReadAnew() {
        FakeReceiver browser = browser(Optional.empty(), 0);
        publish(1_000);
        remove();
        FakeReceiver newcomer = browser(Optional.empty(), 0);
        publish(500);
        publish(600);
        assertEquals(List.of("message", GAP, "message", "message"), browser.types());
        assertEquals(List.of("e1000", gap("500-0"), "e500", "e600"), browser.received());
        assertEquals(List.of("e500", "e600"), newcomer.received());
    }
}
