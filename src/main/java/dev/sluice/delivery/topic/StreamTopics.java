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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stream topics with subscribers on this node. Events are read once for all: new ones into the topic's {@link
 * TopicLog}, older ones in pages for the cursors behind the log.
 */
final class StreamTopics {
    private static final int TOPICS_PER_POLL = 50;

    private final TopicReader reader;
    private final Ticker ticker;
    private final TopicObserver observer;
    private final TopicSource source;
    private final PollInterval interval;
    private final RetryPace refusedPace;
    private final TopicWriter writer;

    private final Map<String, StreamTopic> topics = new HashMap<>();
    private final IdleTopics<StreamTopic> idle = new IdleTopics<>();
    /** The topics that may have unread events. */
    private final Set<StreamTopic> stale = new LinkedHashSet<>();
    /** The cursors that wait for a page, each with its subscriber. */
    private final Map<StreamCursor, TopicSubscriber> behind = new LinkedHashMap<>();
    /** The names of the topics that the safety poll must still read. */
    private final ArrayDeque<String> toPoll = new ArrayDeque<>();

    private long pollAt;
    /** True if anything was read since the last poll. */
    private boolean foundNew;

    /** @param safetyPoll how often topics are read even if no change is signalled */
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
        this.pollAt = ticker.nanos();
        this.refusedPace = new RetryPace(safetyPoll, pollAt);
    }

    /** Adds a subscriber to these topics, which are all different. */
    void subscribe(TopicSubscriber subscriber, List<TopicStart> starts) {
        for (int i = 0; i < starts.size(); i++) {
            StreamTopic topic = topics.computeIfAbsent(starts.get(i).topic(), this::serve);
            if (topic.isIdle()) {
                topic.stream().setMayHaveMissedSignals(); // events published meanwhile were not read
                setStale(topic);
                idle.remove(topic);
            }
            StreamCursor cursor = new StreamCursor(topic.stream(), starts.get(i), i);
            if (starts.get(i).after().isPresent()) {
                // A message of a queue may leave first, and its id must keep the browser's place.
                subscriber.outlet().ids().moveTo(i, starts.get(i).after().get());
            }
            topic.add(cursor, subscriber);
            if (topic.stream().isCurrent()) {
                begin(cursor, subscriber);
            }
        }
    }

    private StreamTopic serve(String name) {
        observer.serving(name);
        return new StreamTopic(name);
    }

    private void begin(StreamCursor cursor, TopicSubscriber subscriber) {
        cursor.begin();
        if (cursor.isBehind() || !cursor.isPlaced()) {
            behind.put(cursor, subscriber);
        }
    }

    /** Removes the cursor of a subscriber that leaves the topic. */
    void leave(StreamCursor cursor) {
        StreamTopic topic = topics.get(cursor.topic());
        cursor.leavePage();
        behind.remove(cursor);
        topic.remove(cursor, ticker.nanos());
        if (topic.isIdle()) {
            stale.remove(topic);
            idle.add(topic);
        }
    }

    /** Schedules the read of events that a subscriber needs and the log lacks. */
    void fetchFor(TopicSubscriber subscriber) {
        for (TopicCursor cursor : subscriber.cursors()) {
            if (cursor instanceof StreamCursor stream && stream.isBehind()) {
                behind.put(stream, subscriber);
            }
        }
    }

    /** Schedules the read of a topic that has changed. */
    void changed(String name) {
        StreamTopic topic = topics.get(name);
        if (topic != null && !topic.isIdle()) {
            setStale(topic);
        }
    }

    private void setStale(StreamTopic topic) {
        topic.stream().setStale();
        stale.add(topic);
    }

    /** Schedules the read of all topics, since any may have changed. */
    void changedAnywhere() {
        topics.forEach((name, topic) -> {
            topic.stream().setMayHaveMissedSignals();
            changed(name);
        });
    }

    /**
     * Reads what can be read now, in at most two round trips to the store.
     *
     * @throws StoreUnavailableException if the store did not answer; nothing is lost, the next call goes on
     */
    void read() {
        poll();
        readNew();
        if (!behind.isEmpty()) {
            reader.readFor(behind.keySet()).forEach(this::deliverPage);
        }
    }

    /** Schedules the write of a cursor's page. Without a page the cursor waits until its topic is read again. */
    private void deliverPage(StreamCursor cursor) {
        TopicSubscriber subscriber = behind.remove(cursor);
        if (cursor.isOnPage()) {
            if (cursor.hasNewsForLog()) {
                setStale(topics.get(cursor.stream().topic()));
            }
            writer.makeReady(subscriber);
        }
    }

    /** Returns true if there is something to read at once. */
    boolean hasMore() {
        return !behind.isEmpty() || !stale.isEmpty();
    }

    /** Returns the time of the next safety poll, by the {@link Ticker}. */
    long nextPollAt() {
        return pollAt;
    }

    private void readNew() {
        for (StreamTopic topic : reader.readNew(stale)) {
            stale.remove(topic);
            if (topic.stream().isStale()) {
                stale.add(topic); // behind the others
            }
            topic.subscribers().forEach(this::wake);
        }
    }

    /** Moves a cursor on after its topic was read, and schedules its write. */
    private void wake(StreamCursor cursor, TopicSubscriber subscriber) {
        cursor.moveOn();
        foundNew = foundNew || cursor.chunk() != null;
        if (!cursor.isPlaced() && cursor.stream().isCurrent() && !behind.containsKey(cursor)) {
            begin(cursor, subscriber);
        }
        writer.makeReady(subscriber);
    }

    private void poll() {
        long now = ticker.nanos();
        if (now - pollAt < 0) {
            return;
        }
        forgetIdle(now);
        // Refused topics are read, too.
        if (source.signalsChanges()) {
            pollSome();
        } else {
            pollAll(now);
        }
        pollAt = now + interval.next(source.signalsChanges(), foundNew);
        foundNew = false;
    }

    private void forgetIdle(long now) {
        for (StreamTopic topic : idle.takeForgettable(now)) {
            topics.remove(topic.name());
            topic.stream().clear();
            observer.forgotten(topic.name());
        }
    }

    /** Polls a few topics, since signals tell of changes. */
    private void pollSome() {
        if (toPoll.isEmpty()) {
            toPoll.addAll(topics.keySet());
        }
        for (int i = 0; i < TOPICS_PER_POLL && !toPoll.isEmpty(); i++) {
            changed(toPoll.remove());
        }
    }

    /** Polls all topics; refused ones only once in a safety poll. */
    private void pollAll(long now) {
        boolean retry = refusedPace.take(now);
        topics.forEach((name, topic) -> {
            if (retry || !topic.stream().isRefused()) {
                changed(name);
            }
        });
    }
}
