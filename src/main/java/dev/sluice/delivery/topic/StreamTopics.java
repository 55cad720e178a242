package dev.sluice.delivery.topic;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.topic.TopicSource;
import dev.sluice.store.topic.TopicStart;
import dev.sluice.time.PollInterval;
import dev.sluice.time.RetryPace;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stream topics that connections here have. Their events are read once for all: what is new goes into the topic's
 * {@link TopicLog}, and what is behind it to those who lack it.
 */
final class StreamTopics {
    private static final int TOPICS_PER_LOOK = 50;

    private final TopicReader reader;
    private final Ticker ticker;
    private final TopicObserver observer;
    private final TopicSource source;
    private final PollInterval interval;
    private final RetryPace refusedPace;
    private final TopicWriter writer;

    private final Map<String, ServedTopic> topics = new HashMap<>();
    /** Those that may have events that were not read yet. */
    private final Set<ServedTopic> suspected = new LinkedHashSet<>();

    /** Those that lack what is not in the log. */
    private final Set<TopicCursor> behind = new LinkedHashSet<>();

    /** Names of those whose turn to be looked at is still to come. */
    private final ArrayDeque<String> toLookAt = new ArrayDeque<>();

    private long lookAt;
    /** Whether anything was read since the last look. */
    private boolean foundNew;

    /** @param safetyPoll how often topics are read although nothing was signalled */
    StreamTopics(
            TopicReader reader,
            TopicSource source,
            Duration safetyPoll,
            Ticker ticker,
            TopicObserver observer,
            TopicWriter writer) {
        this.reader = reader;
        this.ticker = ticker;
        this.observer = observer;
        this.source = source;
        this.interval = new PollInterval(safetyPoll);
        this.writer = writer;
        this.lookAt = ticker.nanos();
        this.refusedPace = new RetryPace(safetyPoll, lookAt);
    }

    /** A connection has these topics, which are different ones, from now on. */
    void subscribe(TopicSubscriber connection, List<TopicStart> starts) {
        for (int i = 0; i < starts.size(); i++) {
            ServedTopic topic = topics.computeIfAbsent(starts.get(i).topic(), this::serve);
            if (topic.cursors().isEmpty()) {
                suspect(topic); // nobody has listened for a while
            }
            TopicCursor cursor = new TopicCursor(connection, topic, starts.get(i), i);
            connection.cursors().add(cursor);
            if (starts.get(i).after().isPresent()) {
                // A message of a queue may leave first, and its id must not forget where the browser stands.
                connection.outlet().ids().moveTo(i, starts.get(i).after().get());
            }
            topic.add(cursor);
            if (topic.isCurrent()) {
                place(cursor);
            }
        }
    }

    private ServedTopic serve(String name) {
        observer.serving(name);
        return new ServedTopic(name);
    }

    /** Where a cursor begins, now that the topic's log is up to date. */
    private void place(TopicCursor cursor) {
        TopicStart start = cursor.start();
        TopicLog log = cursor.topic().log();
        if (start.after().isPresent()) {
            cursor.placeAt(start.after().get());
        } else if (start.last() <= log.count()) {
            cursor.placeAt(log.placeBeforeLast(start.last()));
        } else {
            behind.add(cursor);
            return;
        }
        if (cursor.isBehind()) {
            behind.add(cursor);
        }
    }

    /** A cursor is there no more. */
    void forget(TopicCursor cursor) {
        behind.remove(cursor);
        if (cursor.topic().cursors().isEmpty()) {
            suspected.remove(cursor.topic());
        }
    }

    /** A cursor needs what is not in the log. */
    void fetchFor(TopicCursor cursor) {
        behind.add(cursor);
    }

    /** Something was published to this topic, or it was changed otherwise. */
    void published(String name) {
        ServedTopic topic = topics.get(name);
        if (topic != null && !topic.cursors().isEmpty()) {
            suspect(topic);
        }
    }

    private void suspect(ServedTopic topic) {
        topic.suspect();
        suspected.add(topic);
    }

    /** Something may have been published to any topic. */
    void publishedAnywhere() {
        topics.keySet().forEach(this::published);
    }

    /**
     * Reads what can be read now, with two round trips to the store at the most.
     *
     * @throws StoreUnavailableException where the store did not answer; nothing is forgotten, the next time goes on
     */
    void read() {
        lookAround();
        readNew();
        if (!behind.isEmpty()) {
            for (TopicCursor cursor : reader.readFor(behind)) {
                behind.remove(cursor);
                if (cursor.isBehind()) {
                    continue; // the store would not read it now; it is woken when its topic has been read again
                }
                if (cursor.hasNewsForLog()) {
                    suspect(cursor.topic());
                }
                writer.makeReady(cursor.connection());
            }
        }
    }

    /** Whether there is something to read at once. */
    boolean hasMore() {
        return !behind.isEmpty() || !suspected.isEmpty();
    }

    /** When there may be something to read although nothing was signalled, by the {@link Ticker}. */
    long nextLookAt() {
        return lookAt;
    }

    private void readNew() {
        for (ServedTopic topic : reader.readNew(suspected)) {
            if (!topic.isSuspected()) {
                suspected.remove(topic);
            }
            foundNew |= topic.cursors().stream().anyMatch(cursor -> cursor.isPlaced() && cursor.current() != null);
            topic.cursors().forEach(this::wake);
        }
    }

    private void lookAround() {
        long now = ticker.nanos();
        if (now - lookAt < 0) {
            return;
        }
        forgetIdle(now);
        // Also brings those back into line whom the store has refused.
        if (source.signalsChanges()) {
            lookAtSome();
        } else {
            lookAtAll(now);
        }
        lookAt = now + interval.next(source.signalsChanges(), foundNew);
        foundNew = false;
    }

    private void forgetIdle(long now) {
        for (ServedTopic topic : List.copyOf(topics.values())) {
            if (topic.isForgettable(now)) {
                topics.remove(topic.name());
                topic.clearLog();
                observer.forgotten(topic.name());
            }
        }
    }

    /** The signal is trusted, so not all are looked at each time. */
    private void lookAtSome() {
        if (toLookAt.isEmpty()) {
            toLookAt.addAll(topics.keySet());
        }
        for (int i = 0; i < TOPICS_PER_LOOK && !toLookAt.isEmpty(); i++) {
            published(toLookAt.remove());
        }
    }

    /** Looks at all topics; at refused ones only once in a safety poll. */
    private void lookAtAll(long now) {
        boolean retry = refusedPace.take(now);
        topics.forEach((name, topic) -> {
            if (retry || !topic.isRefused()) {
                published(name);
            }
        });
    }

    private void wake(TopicCursor cursor) {
        if (!cursor.isPlaced() && cursor.topic().isCurrent() && !behind.contains(cursor)) {
            place(cursor);
        }
        writer.makeReady(cursor.connection());
    }
}
