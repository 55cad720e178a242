package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.PubsubSource;
import dev.sluice.store.topic.TopicStart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PubsubDeliveryTest {
    private static final int MAX_MESSAGE_BYTES = 100_000;

    private final ModelTopicSource streams = new ModelTopicSource(true);
    private final ModelClaimStore claims = new ModelClaimStore(() -> this.now / 1_000_000);
    private final List<String> observed = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private long now;

    private final Delivery delivery = new Delivery(
            new Delivery.Stores(claims, claims, ConfirmationBox.NONE, streams, new PubsubSource() {
                @Override
                public void subscribe(String topic) {
                    heard.add(topic);
                }

                @Override
                public void unsubscribe(String topic) {
                    heard.remove(topic);
                }
            }),
            Deliveries.settings(MAX_MESSAGE_BYTES, 1_000, Policies.DEFAULTS),
            () -> "node",
            () -> now,
            new ShufflingWorkers(new Random(0)),
            new QueueObserver() {},
            new TopicObserver() {
                @Override
                public void skipped(String topic, String fault) {
                    observed.add(topic + " " + fault);
                }

                @Override
                public void overtaken(String topic) {
                    observed.add(topic + " overtaken");
                }
            });

    private FakeReceiver browser(Set<String> queues, List<TopicStart> topics, String... pubsub) {
        FakeReceiver browser = new FakeReceiver("token");
        delivery.subscribe(browser, new Subscription(queues, topics, Set.of(pubsub)));
        step();
        return browser;
    }

    private FakeReceiver browser(String... pubsub) {
        return browser(Set.of(), List.of(), pubsub);
    }

    private void publish(String topic, String... messages) {
        for (String message : messages) {
            delivery.published(topic, message.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void step() {
        Deliveries.stepToRest(delivery);
    }

    @Test
    void browsersGetWhatIsPublishedFromNowOn() {
        FakeReceiver first = browser("ticker");
        publish("ticker", "a");
        step();
        FakeReceiver second = browser("ticker");
        FakeReceiver other = browser("other");
        publish("ticker", "b", "c");
        step();
        assertEquals(List.of("a", "b", "c"), first.received());
        assertEquals(List.of("b", "c"), second.received());
        assertEquals(List.of(), other.received());
        assertTrue(first.ids().stream().allMatch(String::isEmpty), "they cannot be resumed: " + first.ids());
    }

    @Test
    void slowBrowserGetsTheRestInOneWrite() {
        FakeReceiver slow = browser("ticker");
        slow.answering(WriteResult.PENDING);
        publish("ticker", "a");
        step();
        int writes = slow.writes();
        publish("ticker", "b", "c", "d");
        step();
        assertEquals(writes, slow.writes());
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        step();
        assertEquals(writes + 1, slow.writes());
        assertEquals(List.of("a", "b", "c", "d"), slow.received());
    }

    @Test
    void itsEventsMoveNoIdOfOtherChannels() {
        FakeReceiver browser =
                browser(Set.of("q"), List.of(new TopicStart("s", Optional.empty(), 0)), "ticker", "rates");
        publish("ticker", "a");
        step();
        claims.push("q", "message");
        delivery.changed("q");
        step();
        publish("rates", "b");
        step();
        streams.add("s", new StreamId(5, 0), "event");
        delivery.changed("s");
        step();
        assertEquals(List.of("a", "message", "b", "event"), browser.received());
        assertEquals(List.of("", "token-1_0-0", "", "token.1_5-0"), browser.ids());
    }

    @Test
    void streamTopicBesideItKeepsItsIds() {
        FakeReceiver browser = browser(Set.of(), List.of(new TopicStart("s", Optional.empty(), 0)), "ticker");
        streams.add("s", new StreamId(5, 0), "event");
        delivery.changed("s");
        publish("ticker", "a");
        step();
        assertEquals(List.of("event", "a"), browser.received());
        assertEquals(List.of("5-0", "5-0"), browser.ids());
    }

    @Test
    void unreadableStreamTopicHoldsNothingUp() {
        streams.setRefused("s", true);
        FakeReceiver browser = browser(Set.of(), List.of(new TopicStart("s", Optional.empty(), 0)), "ticker");
        publish("ticker", "a", "b");
        step();
        assertEquals(List.of("a", "b"), browser.received());
        assertEquals(List.of("", ""), browser.ids());
        streams.setRefused("s", false);
        streams.add("s", new StreamId(5, 0), "before");
        delivery.changed("s");
        step();
        streams.add("s", new StreamId(6, 0), "event");
        delivery.changed("s");
        publish("ticker", "c");
        step();
        assertEquals(List.of("a", "b", "event", "c"), browser.received());
        assertEquals(List.of("", "", "6-0", "6-0"), browser.ids());
    }

    @Test
    void browserFarBehindSkipsToTheNew() {
        FakeReceiver slow = browser("ticker");
        slow.answering(WriteResult.PENDING);
        publish("ticker", "first");
        step();
        String large = "x".repeat(90_000);
        for (int i = 0; i < 100; i++) {
            publish("ticker", large + i);
            step();
        }
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        step();
        publish("ticker", "new");
        step();
        assertEquals(List.of("first", "new"), slow.received());
        assertEquals(List.of("ticker overtaken"), observed);
    }

    @Test
    void refusedWriteIsRepeated() {
        for (String[] topics : new String[][] {{"ticker"}, {"ticker", "rates"}}) {
            FakeReceiver browser = browser(topics);
            browser.answering(WriteResult.BUSY);
            publish("ticker", "a");
            step();
            browser.answering(WriteResult.WRITTEN);
            delivery.drained(browser);
            step();
            assertEquals(List.of("a"), browser.received());
        }
    }

    @Test
    void whatCannotBeAnEventIsPassedOver() {
        FakeReceiver text = browser("ticker");
        FakeReceiver json = browser("json");
        publish("ticker", "x".repeat(MAX_MESSAGE_BYTES + 1), "a");
        publish("json", "nonsense", "{\"data\":{\"rate\": 1.50},\"event\":\"rate\"}");
        delivery.published("ticker", new byte[] {(byte) 0xFF});
        step();
        assertEquals(List.of("a"), text.received());
        assertEquals(List.of("{\"rate\":1.50}"), json.received());
        assertEquals(List.of("rate"), json.types());
        assertEquals(
                List.of(
                        "ticker has 100001 bytes, over the limit of 100000",
                        "json is not JSON at character 0",
                        "ticker is not UTF-8 at byte 0"),
                observed);
    }

    @Test
    @DisplayName("A topic is listened to while a browser has it, and a little longer")
    void topicIsHeardALittleLongerThanNeeded() {
        FakeReceiver first = browser("ticker");
        FakeReceiver second = browser("ticker", "rates");
        assertEquals(Set.of("ticker", "rates"), Set.copyOf(heard));
        delivery.closed(first);
        delivery.closed(second);
        now += Duration.ofSeconds(29).toNanos();
        step();
        FakeReceiver third = browser("ticker");
        publish("ticker", "a");
        now += Duration.ofSeconds(2).toNanos();
        step();
        assertEquals(List.of("ticker"), heard);
        assertEquals(List.of("a"), third.received());
        publish("rates", "nobody has it");
        assertEquals(List.of("ticker"), heard);
    }

    @Test
    @DisplayName("What is published while the store is away leaves with the next step")
    void publishedWithoutAStoreLeavesNextStep() {
        FakeReceiver browser = browser(Set.of(), List.of(new TopicStart("s", Optional.empty(), 0)), "ticker");
        streams.failNext();
        delivery.changed("s");
        publish("ticker", IntStream.range(0, 5).mapToObj(i -> "m" + i).toArray(String[]::new));
        try {
            step();
            throw new AssertionError("the store was away");
        } catch (StoreUnavailableException e) {
            step();
        }
        assertEquals(Arrays.asList("m0", "m1", "m2", "m3", "m4"), browser.received());
    }
}
