package dev.sluice.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.delivery.topic.Workers;
import dev.sluice.sse.WriteResult;
import dev.sluice.store.StreamId;
import dev.sluice.store.queue.ConfirmationBox;
import dev.sluice.store.topic.TopicStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Entries that end a topic: who is told of the end, and when. */
class TopicEndTest {
    private static final List<String> ENDED = List.of("t");

    private final ModelTopicSource source = new ModelTopicSource(true);
    private final ModelClaimStore claims = new ModelClaimStore(() -> 0);
    private final List<String> skipped = new ArrayList<>();
    private final Delivery delivery = new Delivery(
            new Delivery.Stores(claims, claims, ConfirmationBox.NONE, source, Deliveries.NO_PUBSUB),
            Deliveries.settings(1_000, 1_000, Policies.DEFAULTS),
            () -> "node",
            () -> 0,
            Workers.NONE,
            new QueueObserver() {},
            new TopicObserver() {
                @Override
                public void skipped(String topic, StreamId id, String fault) {
                    skipped.add(id + " " + fault);
                }
            });

    private static StreamId id(int number) {
        return new StreamId(1_000, number);
    }

    private void add(int number, String data, boolean end) {
        source.add("t", id(number), data, end);
    }

    private void publish(int number, String data, boolean end) {
        add(number, data, end);
        delivery.changed("t");
        step();
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

    private FakeReceiver live() {
        return browser(Set.of(), new TopicStart("t", Optional.empty(), 0));
    }

    private FakeReceiver after(int number) {
        return browser(Set.of(), new TopicStart("t", Optional.of(id(number)), 0));
    }

    private FakeReceiver last(int count) {
        return browser(Set.of(), new TopicStart("t", Optional.empty(), count));
    }

    private static void assertHas(FakeReceiver browser, List<String> received, List<String> ended) {
        assertEquals(received, browser.received());
        assertEquals(ended, browser.ended());
    }

    @Test
    void subscribersGetTheLastEventAndTheEnd() {
        publish(1, "a", false);
        FakeReceiver one = live();
        FakeReceiver other = live();
        publish(2, "b", false);
        assertHas(one, List.of("b"), List.of());
        publish(3, "c", true);
        assertHas(one, List.of("b", "c"), ENDED);
        assertHas(other, List.of("b", "c"), ENDED);
        publish(4, "d", false);
        assertHas(one, List.of("b", "c"), ENDED);
        assertEquals(id(3).toString(), one.lastEventId());
    }

    @Test
    void anEndWithoutDataIsNoEvent() {
        FakeReceiver live = live();
        publish(1, "a", false);
        publish(2, null, true);
        assertHas(live, List.of("a"), ENDED);
        assertEquals(id(2).toString(), live.lastEventId(), "whoever comes back is behind the end");
        assertEquals(List.of(), skipped);
        live();
        publish(3, null, false);
        after(2);
        assertEquals(List.of(id(3) + " has no field data"), skipped, "any other entry without data");
    }

    @Test
    void comingBackBeforeTheEndGetsTheRest() {
        add(1, "a", false);
        add(2, "b", false);
        add(3, "c", true);
        assertHas(after(1), List.of("b", "c"), ENDED);
        assertHas(last(2), List.of("b", "c"), ENDED);
        assertHas(last(50), List.of("a", "b", "c"), ENDED);
    }

    @Test
    void comingAtTheEndIsToldAtOnce() {
        add(1, "a", false);
        add(2, "b", true);
        assertHas(after(2), List.of(), ENDED);
        FakeReceiver without = live();
        assertHas(without, List.of(), ENDED);
        assertEquals(id(2).toString(), without.lastEventId(), "it was told its place first");
    }

    @Test
    void aLaterEntryReopensTheTopic() {
        add(1, "a", true);
        FakeReceiver early = live();
        assertHas(early, List.of(), ENDED);
        publish(2, "b", false);
        FakeReceiver atTheEnd = after(1);
        FakeReceiver new_ = live();
        FakeReceiver before = browser(Set.of(), new TopicStart("t", Optional.of(StreamId.ZERO), 0));
        assertHas(atTheEnd, List.of("b"), List.of());
        assertHas(new_, List.of(), List.of());
        assertHas(before, List.of("a"), ENDED);
        publish(3, "c", false);
        assertHas(atTheEnd, List.of("b", "c"), List.of());
        assertHas(new_, List.of("c"), List.of());
        assertHas(before, List.of("a"), ENDED);
        publish(4, "d", true);
        assertHas(atTheEnd, List.of("b", "c", "d"), ENDED);
        assertHas(early, List.of(), ENDED);
    }

    @Test
    void anEndThatIsTakenOutIsNone() {
        add(1, "a", false);
        add(2, "b", true);
        assertHas(live(), List.of(), ENDED);
        source.remove("t", id(2));
        delivery.changed("t");
        FakeReceiver live = live();
        publish(3, "c", false);
        assertHas(live, List.of("c"), List.of());
    }

    @Test
    void oneReadMayHaveTwoEnds() {
        FakeReceiver live = live();
        add(1, "a", true);
        add(2, "b", false);
        publish(3, "c", true);
        assertHas(live, List.of("a"), ENDED);
        assertHas(after(1), List.of("b", "c"), ENDED);
        assertHas(after(3), List.of(), ENDED);
    }

    @Test
    @DisplayName("A slow browser that is served pages from the store gets everything up to the end, and no more")
    void pagesEndToo() {
        FakeReceiver slow = live().answering(WriteResult.PENDING);
        publish(1, "first", false);
        int count = 1_000; // far more than a log holds
        for (int i = 2; i < count; i++) {
            add(i, i + "x".repeat(10_000), false);
        }
        add(count, "end", true);
        publish(count + 1, "later", false);
        assertEquals(List.of(), slow.ended());
        slow.answering(WriteResult.WRITTEN);
        delivery.drained(slow);
        step();
        assertEquals(count, slow.received().size());
        assertEquals("end", slow.received().get(count - 1));
        assertEquals(ENDED, slow.ended());
    }

    @Test
    void writeUnderWayDoesNotHideTheEnd() {
        FakeReceiver slow = live().answering(WriteResult.PENDING);
        publish(1, "a", true);
        assertHas(slow, List.of("a"), ENDED);
        delivery.drained(slow);
        publish(2, "b", false);
        assertHas(slow, List.of("a"), ENDED);
    }

    @Test
    @DisplayName("Another topic goes on, and its ids keep the place of the one that has ended")
    void theOtherTopicGoesOn() {
        FakeReceiver both =
                browser(Set.of(), new TopicStart("t", Optional.empty(), 0), new TopicStart("u", Optional.empty(), 0));
        publish(1, "a", true);
        source.add("u", id(5), "from u");
        delivery.changed("u");
        publish(2, "b", false);
        assertHas(both, List.of("a", "from u"), ENDED);
        assertEquals("_" + id(1) + "_" + id(5), both.lastEventId());
        delivery.unsubscribe(both, Set.of(), Set.of("t"));
        delivery.closed(both);
        step();
    }

    @Test
    void aQueueGoesOn() {
        FakeReceiver both = browser(Set.of("q"), new TopicStart("t", Optional.empty(), 0));
        publish(1, null, true);
        claims.push("q", "message");
        delivery.changed("q");
        step();
        assertHas(both, List.of("message"), ENDED);
        assertTrue(both.lastEventId().endsWith("_" + id(1)), both.lastEventId());
    }

    @Test
    void othersAreToldIfOneCannotBe() {
        FakeReceiver failing = live().onEnded(topic -> {
            throw new IllegalStateException("cannot be told");
        });
        FakeReceiver other = live();
        add(1, "a", true);
        delivery.changed("t");
        assertThrows(IllegalStateException.class, this::step);
        step();
        assertTrue(failing.isClosed());
        assertHas(other, List.of("a"), ENDED);
    }
}
