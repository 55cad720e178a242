package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.store.Refusal;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.TopicStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where no push is signalled all is looked at many times a second, except for what the store refuses. */
class RefusedPaceTest {
    private static final Refusal NOPERM = new Refusal("NOPERM", true);

    private final ModelClaimStore store = new ModelClaimStore(() -> this.now / 1_000_000);
    private final ModelTopicSource streams = new ModelTopicSource(true);
    private final List<String> told = new ArrayList<>();
    private long now;

    private final Delivery delivery = new Delivery(
            new Delivery.Stores(store, store, ConfirmationBox.NONE, streams, Deliveries.NO_PUBSUB),
            Deliveries.settings(1_000, 1_000, Policies.DEFAULTS),
            () -> "node-1",
            () -> now,
            Workers.NONE,
            new QueueObserver() {
                @Override
                public void refused(String queue, Refusal refusal) {
                    told.add(queue + " " + refusal);
                }
            },
            new TopicObserver() {
                @Override
                public void refused(String topic, Refusal refusal) {
                    told.add(topic);
                }
            });

    private void passTenSeconds() {
        for (int millis = 0; millis < 10_000; millis++) {
            now += Duration.ofMillis(1).toNanos();
            Deliveries.stepToRest(delivery);
        }
    }

    @Test
    void refusedQueueIsTriedAtTheSafetyPoll() {
        store.stopSignalling();
        store.refuse("theirs", NOPERM);
        FakeReceiver browser = new FakeReceiver("a");
        delivery.subscribe(browser, Deliveries.queues(List.of("theirs", "mine")));
        passTenSeconds();
        assertTrue(store.refusals() <= 6, store.refusals() + " tries in ten seconds");
        assertEquals(List.of("theirs " + NOPERM), told);
        store.push("mine", "1");
        store.push("theirs", "2");
        passTenSeconds();
        assertEquals(List.of("1"), browser.received());
        store.refuse("theirs", null);
        passTenSeconds();
        assertEquals(List.of("1", "2"), browser.received());
    }

    @Test
    void refusedTopicIsReadAtTheSafetyPoll() {
        store.stopSignalling();
        streams.stopSignalling();
        streams.setRefused("theirs", true);
        FakeReceiver browser = new FakeReceiver("a");
        TopicStart start = new TopicStart("theirs", Optional.empty(), 0);
        delivery.subscribe(browser, new Subscription(new LinkedHashSet<>(), List.of(start), Set.of()));
        passTenSeconds();
        assertTrue(streams.requests() <= 6, streams.requests() + " tries in ten seconds");
        assertEquals(List.of("theirs"), told);
        streams.setRefused("theirs", false);
        passTenSeconds();
        streams.add("theirs", new StreamId(1, 0), "new");
        passTenSeconds();
        assertEquals(List.of("new"), browser.received());
    }
}
