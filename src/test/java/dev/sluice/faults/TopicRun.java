package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.testing.Await;
import dev.sluice.testing.NumberedEvents;
import dev.sluice.testing.Subscribers;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.clients.jedis.UnifiedJedis;

/** A steady flow of numbered events to subscribers who are cut at random, during which a test breaks things. */
final class TopicRun implements AutoCloseable {
    static final long SEED = 4711;

    private static final long STRETCH = 50_000;

    private final UnifiedJedis redis;
    private final Subscribers subscribers;
    private final List<NumberedEvents> topics;
    private final int count;
    private final int events;
    private final long start = System.nanoTime();
    private final List<CompletableFuture<Void>> publishing;

    /**
     * Opens the streams, and begins to publish and to cut.
     *
     * @param redis repeats no command by itself; closed with the run
     * @param addresses of the streams; who is cut goes to the next
     * @param names of the topics that the addresses name, in their order
     * @param count how many subscribers
     * @param events how many of each topic
     * @param perSecond at which pace
     */
    TopicRun(UnifiedJedis redis, List<URI> addresses, List<String> names, int count, int events, int perSecond)
            throws Exception {
        this.redis = redis;
        this.count = count;
        this.events = events;
        this.topics = IntStream.range(0, names.size())
                .mapToObj(i -> new NumberedEvents(redis, names.get(i), (char) ('a' + i)))
                .toList();
        this.subscribers = Subscribers.open(count, addresses, names.size(), SEED);
        subscribers.cutPerSecond(count / 2);
        this.publishing = topics.stream()
                .map(topic -> CompletableFuture.runAsync(() -> topic.publish(events, perSecond)))
                .toList();
    }

    Subscribers subscribers() {
        return subscribers;
    }

    /** Waits until a share of all deliveries has been made. */
    void awaitShare(double share) throws Exception {
        awaitDeliveries((long) (share * count * events * topics.size()));
    }

    /** However long all of them take together: there are millions. */
    private void awaitDeliveries(long deliveries) throws Exception {
        while (subscribers.deliveries() < deliveries && subscribers.faults().isEmpty()) {
            long enough = Math.min(deliveries, subscribers.deliveries() + STRETCH);
            Await.until(
                    enough + " deliveries",
                    () -> subscribers.deliveries() >= enough
                            || !subscribers.faults().isEmpty());
        }
        assertEquals(List.of(), subscribers.faults());
    }

    /** Checks that each subscriber has had each event once and in order, and says what that was. */
    void finish(String what) throws Exception {
        for (CompletableFuture<Void> each : publishing) {
            each.get(5, TimeUnit.MINUTES);
        }
        int cuts = subscribers.cuts();
        awaitShare(1);
        subscribers.cutPerSecond(0);
        // Whatever comes too much comes before what comes now.
        topics.forEach(topic -> topic.publish(1, 1));
        awaitDeliveries((long) count * (events + 1) * topics.size());
        assertEquals((long) count * (events + 1) * topics.size(), subscribers.deliveries());
        System.out.printf(
                "%s: %,d subscribers, %,d events, %,d cuts while they were published, %.1f s, seed %d%n",
                what, count, events * topics.size(), cuts, (System.nanoTime() - start) / 1e9, SEED);
    }

    @Override
    public void close() throws Exception {
        subscribers.close();
        publishing.forEach(each -> each.cancel(true));
        redis.close();
    }
}
