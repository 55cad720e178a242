package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.MessageId;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.TopicStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TopicDeliveryTest {
    private final ModelTopicSource source = new ModelTopicSource(true);
    private final List<String> observed = new ArrayList<>();
    private final ModelClaimStore claims = new ModelClaimStore(() -> this.now / 1_000_000);
    private long now;
    private final Delivery delivery = new Delivery(
            new Delivery.Stores(claims, claims, ConfirmationBox.NONE, source, Deliveries.NO_PUBSUB),
            Deliveries.settings(1_000, 1_000, Policies.DEFAULTS),
            () -> "node",
            () -> now,
            Workers.NONE,
            new QueueObserver() {},
            new TopicObserver() {
                @Override
                public void skipped(String topic, StreamId id, String fault) {
                    observed.add(id + " " + fault);
                }

                @Override
                public void refused(String topic, Refusal refusal) {
                    observed.add(topic + " is refused: " + refusal.reason());
                }

                @Override
                public void recovered(String topic) {
                    observed.add(topic + " is read again");
                }
            });

    private static StreamId id(int number) {
        return new StreamId(1_000 + number / 3, number % 3);
    }

    private void publish(String topic, int from, int to) {
        for (int i = from; i < to; i++) {
            source.add(topic, id(i), "e" + i);
        }
        delivery.changed(topic);
    }

    private void step() {
        Deliveries.stepToRest(delivery);
    }

    private FakeReceiver browser(Set<String> queues, TopicStart... starts) {
        FakeReceiver browser = new FakeReceiver("token");
        delivery.subscribe(browser, new Subscription(queues, List.of(starts), Set.of()));
        step();
        return browser;
    }

    private FakeReceiver live(String topic) {
        return browser(Set.of(), new TopicStart(topic, Optional.empty(), 0));
    }

    private FakeReceiver after(String topic, StreamId place) {
        return browser(Set.of(), new TopicStart(topic, Optional.of(place), 0));
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
    }

    @Test
    void everyConnectionGetsEveryEventInOrder() {
        publish("t", 0, 3);
        FakeReceiver a = live("t");
        FakeReceiver b = live("t");
        publish("t", 3, 10);
        step();
        publish("t", 10, 11);
        step();
        assertEquals(texts(3, 11), a.received());
        assertEquals(texts(3, 11), b.received());
        assertEquals(id(10).toString(), a.ids().get(7));
    }

    @Test
    void failedWriteEndsItsConnectionAlone() {
        FakeReceiver before = live("t");
        FakeReceiver failing = live("t").onWritten(data -> {
            throw new IllegalStateException("cannot be written");
        });
        FakeReceiver behind = live("t");
        publish("t", 0, 3);
        assertThrows(IllegalStateException.class, this::step);
        delivery.closed(failing);
        step();
        assertTrue(failing.isClosed());
        assertEquals(texts(0, 3), before.received());
        assertEquals(texts(0, 3), behind.received());
    }

    @Test
    void lateBrowserGetsTheRestInOneWrite() {
        FakeReceiver slow = live("t");
        slow.answering(WriteResult.PENDING);
        publish("t", 0, 1);
        step();
        int writes = slow.writes();
        publish("t", 1, 300);
        step();
        assertEquals(writes, slow.writes());
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        step();
        assertEquals(texts(0, 300), slow.received());
        assertTrue(slow.writes() - writes < 8, "a few chunks, since the first ones are small: " + slow.writes());
    }

    @Test
    void placeInTheLogNeedsNoRead() {
        live("t");
        publish("t", 0, 100);
        step();
        int requests = source.requests();
        for (int i = 0; i < 50; i++) {
            assertEquals(texts(40, 100), after("t", id(39)).received());
        }
        assertEquals(requests, source.requests());
    }

    @Test
    @DisplayName("Browsers that come back to a node that knows nothing share a few reads")
    void returningBrowsersShareAFewReads() {
        publish("t", 0, 20_000);
        List<FakeReceiver> browsers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeReceiver browser = new FakeReceiver("b" + i);
            browsers.add(browser);
            delivery.subscribe(
                    browser,
                    new Subscription(Set.of(), List.of(new TopicStart("t", Optional.of(id(5_000)), 0)), Set.of()));
        }
        step();
        browsers.forEach(browser -> assertEquals(texts(5_001, 20_000), browser.received()));
        assertTrue(source.requests() < 100, "requests: " + source.requests());
    }

    @Test
    void aFirstLoadBeginsWithTheNewest() {
        publish("t", 0, 10);
        assertEquals(
                texts(7, 10),
                browser(Set.of(), new TopicStart("t", Optional.empty(), 3)).received());
        assertEquals(
                texts(0, 10),
                browser(Set.of(), new TopicStart("t", Optional.empty(), 500)).received());
    }

    @Test
    @DisplayName("A first load of long events begins with as many events as were asked for")
    void firstLoadOfLongEventsIsComplete() {
        String large = "x".repeat(4_000);
        IntStream.range(0, 300).forEach(i -> source.add("t", id(i), large + i));
        FakeReceiver browser = browser(Set.of(), new TopicStart("t", Optional.empty(), 200));
        assertEquals(200, browser.received().size());
        assertEquals(large + 100, browser.received().get(0));
    }

    @Test
    void severalChannelsShareAConnectionAndOneId() {
        FakeReceiver browser = browser(
                Set.of("q"), new TopicStart("s", Optional.empty(), 0), new TopicStart("t", Optional.empty(), 0));
        publish("t", 0, 1);
        step();
        claims.push("q", "message");
        delivery.changed("q");
        step();
        publish("s", 1, 2);
        step();
        assertEquals(List.of("e0", "message", "e1"), browser.received());
        assertEquals(
                List.of("token.0_0-0_" + id(0), "token-1_0-0_" + id(0), "token.1_" + id(1) + "_" + id(0)),
                browser.ids());
        ChannelPositions last = ChannelPositions.parse(browser.ids().get(2)).orElseThrow();
        assertEquals(Optional.of(new MessageId("token", 1)), last.lastMessage());
        assertEquals(List.of(Optional.of(id(1)), Optional.of(id(0))), last.places());
    }

    @Test
    void refusedWriteIsRepeated() {
        for (String[] topics : List.of(new String[] {"s"}, new String[] {"u", "v"})) {
            TopicStart[] starts = Arrays.stream(topics)
                    .map(topic -> new TopicStart(topic, Optional.empty(), 0))
                    .toArray(TopicStart[]::new);
            FakeReceiver browser = browser(Set.of(), starts);
            browser.answering(WriteResult.BUSY);
            publish(topics[0], 0, 5);
            step();
            assertEquals(List.of(), browser.received());
            browser.answering(WriteResult.WRITTEN);
            delivery.drained(browser);
            step();
            assertEquals(texts(0, 5), browser.received());
        }
    }

    @Test
    void whatHasFallenOffTheHistoryIsTold() {
        publish("t", 0, 10);
        source.trim("t", 3);
        assertEquals(
                List.of("{\"topic\":\"t\",\"from\":\"" + id(2) + "\",\"to\":\"" + id(7) + "\"}", "e7", "e8", "e9"),
                after("t", id(2)).received());
        assertEquals(texts(7, 10), after("t", id(6)).received(), "nothing is missing behind the last that is gone");
    }

    @Test
    void trimmingBehindTheReaderIsTold() {
        FakeReceiver browser = live("t");
        publish("t", 0, 2);
        step();
        for (int i = 2; i < 10; i++) {
            source.add("t", id(i), "e" + i);
        }
        source.trim("t", 3);
        delivery.changed("t");
        step();
        assertEquals(6, browser.received().size());
        assertTrue(browser.received().get(2).startsWith("{\"topic\":\"t\",\"from\":\"" + id(1)));
        assertEquals(texts(7, 10), browser.received().subList(3, 6));
    }

    @Test
    void streamThatBeginsAnewHasAGap() {
        FakeReceiver browser = live("t");
        publish("t", 50, 52);
        step();
        source.delete("t");
        publish("t", 0, 2);
        step();
        assertEquals(5, browser.received().size());
        assertEquals(List.of("e0", "e1"), browser.received().subList(3, 5));
        publish("t", 2, 3);
        step();
        assertEquals("e2", browser.received().get(5));
    }

    @Test
    void whatCannotBeAnEventIsPassedOver() {
        FakeReceiver browser = live("t");
        source.add("t", id(0), null);
        publish("t", 1, 2);
        step();
        assertEquals(texts(1, 2), browser.received());
        assertEquals(List.of(id(0) + " has no field data"), observed);
    }

    @Test
    void nothingIsMissedAfterAStoreOutage() {
        FakeReceiver browser = live("t");
        source.failNext();
        publish("t", 0, 2);
        assertThrows(StoreUnavailableException.class, this::step);
        step();
        assertEquals(texts(0, 2), browser.received());
    }

    @Test
    void browserBehindTheLogReadsTheStore() {
        FakeReceiver slow = live("t");
        slow.answering(WriteResult.PENDING);
        publish("t", 0, 1);
        step();
        String large = "x".repeat(900);
        for (int i = 1; i < 6_000; i++) {
            source.add("t", id(i), large + i);
        }
        delivery.changed("t");
        step();
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        step();
        assertEquals(6_000, slow.received().size());
        assertEquals(large + 5_999, slow.received().get(5_999));
    }

    @Test
    void aTopicThatNobodyHasCostsNothing() {
        FakeReceiver browser = live("t");
        delivery.closed(browser);
        int reads = source.reads();
        publish("t", 0, 5);
        for (int i = 0; i < 60; i++) {
            now += 1_000_000_000L;
            step();
        }
        assertEquals(reads, source.reads());
    }

    @Test
    @DisplayName("If the store does not tell what is gone, a stream that began after its reader may lack its beginning")
    void newStreamMayLackItsBeginning() {
        ModelTopicSource old = new ModelTopicSource(false);
        Delivery reading = new Delivery(
                new Delivery.Stores(claims, claims, ConfirmationBox.NONE, old, Deliveries.NO_PUBSUB),
                Deliveries.settings(1_000, 1_000, Policies.DEFAULTS),
                () -> "other",
                () -> now,
                Workers.NONE,
                new QueueObserver() {},
                new TopicObserver() {});
        FakeReceiver first = new FakeReceiver("a");
        reading.subscribe(
                first, new Subscription(Set.of(), List.of(new TopicStart("t", Optional.empty(), 0)), Set.of()));
        reading.step();
        for (int i = 0; i < 10; i++) {
            old.add("t", id(i), "e" + i);
        }
        old.trim("t", 3);
        reading.changed("t");
        for (int i = 0; i < 10; i++) {
            reading.step();
        }
        assertEquals(texts(7, 10), first.received());
        FakeReceiver second = new FakeReceiver("b");
        reading.subscribe(
                second, new Subscription(Set.of(), List.of(new TopicStart("t", Optional.of(id(0)), 0)), Set.of()));
        for (int i = 0; i < 10; i++) {
            reading.step();
        }
        assertTrue(second.received().get(0).contains("\"from\":\"" + id(0)), "a gap, since e1 to e6 are gone");
        assertEquals(texts(7, 10), second.received().subList(1, 4));
    }

    @Test
    @DisplayName(
            "A message sent before it is known where the topics begin has an id that begins them as if for the first time")
    void earlyMessageBeginsItsTopicsAnew() {
        source.failNext();
        FakeReceiver browser = new FakeReceiver("token");
        claims.push("q", "message");
        delivery.subscribe(
                browser, new Subscription(Set.of("q"), List.of(new TopicStart("t", Optional.empty(), 0)), Set.of()));
        assertThrows(StoreUnavailableException.class, this::step);
        assertEquals(List.of("token-1_x"), browser.ids());
        ChannelPositions last = ChannelPositions.parse("token-1_x").orElseThrow();
        assertEquals(List.of(Optional.empty()), last.places());
        assertEquals(Optional.of(new MessageId("token", 1)), last.lastMessage());
    }

    @Test
    void refusedTopicIsReadOnceAllowed() {
        source.setRefused("t", true);
        FakeReceiver first = live("t");
        FakeReceiver second = after("t", StreamId.ZERO);
        now += Duration.ofSeconds(3).toNanos();
        step();
        source.setRefused("t", false);
        now += Duration.ofSeconds(3).toNanos();
        step();
        publish("t", 0, 3);
        step();
        assertEquals(texts(0, 3), first.received());
        assertEquals(texts(0, 3), second.received());
        assertEquals(List.of("t is refused: no stream", "t is read again"), observed);
    }

    @Test
    @DisplayName("A topic that cannot be read holds no other up, and nothing of it is forgotten")
    void unreadableTopicHoldsNoOtherUp() {
        source.setRefused("s", true);
        FakeReceiver browser = browser(
                Set.of("q"), new TopicStart("s", Optional.empty(), 0), new TopicStart("t", Optional.empty(), 0));
        publish("t", 0, 1);
        step();
        claims.push("q", "message");
        delivery.changed("q");
        step();
        assertEquals(List.of("e0", "message"), browser.received());
        assertEquals("token-1_x_" + id(0), browser.ids().get(1));
        ChannelPositions last = ChannelPositions.parse(browser.ids().get(1)).orElseThrow();
        assertEquals(List.of(Optional.empty(), Optional.of(id(0))), last.places());

        source.setRefused("s", false);
        now += Duration.ofSeconds(3).toNanos();
        step();
        assertEquals("token.1_0-0_" + id(0), browser.lastEventId(), "who is cut now misses nothing of it either");
        publish("s", 1, 2);
        step();
        assertEquals(List.of("e0", "message", "e1"), browser.received());
    }

    @Test
    void untakenGapIsToldAgain() {
        FakeReceiver browser =
                browser(Set.of(), new TopicStart("s", Optional.empty(), 0), new TopicStart("t", Optional.empty(), 0));
        publish("t", 50, 52);
        step();
        source.delete("t");
        browser.answering(WriteResult.BUSY);
        publish("t", 0, 2);
        step();
        browser.answering(WriteResult.WRITTEN);
        delivery.drained(browser);
        step();
        assertEquals(List.of("message", "message", "sluice:gap", "message", "message"), browser.types());
        assertEquals("", browser.ids().get(2), "no id, so that who is cut now is told again");
    }

    @Test
    void overtakingMessageSaysWhereTopicsStood() {
        source.failNext();
        FakeReceiver browser = new FakeReceiver("token");
        claims.push("q", "message");
        delivery.subscribe(
                browser, new Subscription(Set.of("q"), List.of(new TopicStart("t", Optional.of(id(5)), 0)), Set.of()));
        assertThrows(StoreUnavailableException.class, this::step);
        assertEquals(List.of("token-1_" + id(5)), browser.ids());
    }

    @Test
    void gapOfEverythingEndsBehindTheLast() {
        publish("t", 0, 3);
        source.trim("t", 0);
        assertEquals(
                List.of("{\"topic\":\"t\",\"from\":\"" + id(0) + "\",\"to\":\"" + id(2).next() + "\"}"),
                after("t", id(0)).received());
    }

    @Test
    @DisplayName("A browser that lacks what the store would not read costs nothing until the store does")
    void waitingForARefusedTopicCostsNothing() {
        publish("t", 0, 10);
        source.trim("t", 3);
        live("t");
        source.setRefused("t", true);
        FakeReceiver behind = after("t", id(2));
        assertEquals(List.of(), behind.received());
        source.setRefused("t", false);
        now += Duration.ofSeconds(3).toNanos();
        step();
        assertEquals(texts(7, 10), behind.received().subList(1, 4));
    }

    @Test
    void newcomerBeginsOnceTheStoreReads() {
        live("t");
        publish("t", 0, 3);
        source.setRefused("t", true);
        FakeReceiver late = live("t");
        source.setRefused("t", false);
        now += Duration.ofSeconds(3).toNanos();
        step();
        publish("t", 3, 4);
        step();
        assertEquals(texts(3, 4), late.received());
    }

    @Test
    void newcomerBeginsBehindAReadUnderWay() {
        live("t");
        publish("t", 0, 3_000);
        assertEquals(List.of(), live("t").received());
    }

    @Test
    @DisplayName("A browser that has seen an event that was deleted since lacks nothing")
    void deletedLastEventCountsAsSeen() {
        FakeReceiver browser = live("t");
        publish("t", 0, 1);
        step();
        source.add("t", id(1), "e1");
        source.remove("t", id(1));
        FakeReceiver seen = after("t", id(1));
        publish("t", 2, 3);
        step();
        assertEquals(List.of("e0", "e2"), browser.received());
        assertEquals(List.of("e2"), seen.received());
    }

    @Test
    @DisplayName("A browser that has read further than the log of a stream that began anew brings the log up to date")
    void browserAheadUpdatesANewLog() {
        publish("t", 40, 52);
        source.trim("t", 2);
        live("t");
        source.delete("t");
        for (int i = 0; i < 3; i++) {
            source.add("t", id(i), "e" + i);
        }
        FakeReceiver browser = after("t", id(1));
        publish("t", 3, 4);
        step();
        assertEquals(texts(2, 4), browser.received());
    }

    @Test
    void removedTopicsLeaveTheOthersAndTheirIds() {
        FakeReceiver browser =
                browser(Set.of(), new TopicStart("t", Optional.empty(), 0), new TopicStart("u", Optional.empty(), 0));
        publish("t", 0, 1);
        publish("u", 1, 2);
        step();
        delivery.unsubscribe(browser, Set.of(), Set.of("t"));
        publish("t", 2, 3);
        publish("u", 3, 4);
        step();
        assertEquals(List.of("e0", "e1", "e3"), browser.received());
        ChannelPositions last = ChannelPositions.parse(browser.lastEventId()).orElseThrow();
        assertEquals(List.of(Optional.of(id(0)), Optional.of(id(3))), last.places());
    }

    @Test
    void aConnectionWithoutTopicsStaysSilent() {
        FakeReceiver browser = live("t");
        delivery.unsubscribe(browser, Set.of(), Set.of("t"));
        publish("t", 0, 3);
        step();
        assertEquals(List.of(), browser.received());
        delivery.unsubscribe(browser, Set.of(), Set.of("t"));
        delivery.closed(browser);
        step();
    }
}
