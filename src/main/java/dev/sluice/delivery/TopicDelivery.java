package dev.sluice.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings every event of a stream topic to every connection that has it, in the stream's order. Events are read once for
 * all, kept encoded in the topic's {@link TopicLog}, and each connection is a {@link TopicCursor} in it.
 *
 * <p>Has no thread and no lock: one thread calls everything here.
 */
final class TopicDelivery {
    // A step: read what is new in the topics that are suspected; read for those who are behind their log; write to
    // those who lack something and can take it. Who lacks much gets it in one write, so that the more there is to do,
    // the less each event costs.

    /** Other things are seen to between so many writes. */
    private static final int WRITES_PER_STEP = 500;

    private static final int TOPICS_PER_LOOK = 50;

    /** A topic that nobody has any more is remembered for those who come back. */
    private static final long LINGER_NANOS = Duration.ofSeconds(30).toNanos();

    private final TopicReader reader;
    private final Ticker ticker;
    private final TopicObserver observer;
    private final TopicSource source;
    private final PollInterval interval;

    private final Map<String, ServedTopic> topics = new HashMap<>();
    private final Map<Outlet, TopicConnection> connections = new HashMap<>();
    /** Those that may have something to write and can take it. */
    private final ArrayDeque<TopicConnection> ready = new ArrayDeque<>();
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
    TopicDelivery(TopicSource source, Duration safetyPoll, Ticker ticker, TopicObserver observer) {
        this.reader = new TopicReader(source, observer);
        this.ticker = ticker;
        this.observer = observer;
        this.source = source;
        this.interval = new PollInterval(safetyPoll);
        this.lookAt = ticker.nanos();
    }

    /** A connection has these topics, which are different ones, from now on. */
    void subscribe(Outlet outlet, List<TopicStart> starts) {
        if (starts.isEmpty()) {
            return;
        }
        TopicConnection connection = new TopicConnection(outlet);
        connections.put(outlet, connection);
        for (int i = 0; i < starts.size(); i++) {
            ServedTopic topic = topics.computeIfAbsent(starts.get(i).topic(), this::serve);
            if (topic.cursors().isEmpty()) {
                suspect(topic); // nobody has listened for a while
            }
            TopicCursor cursor = new TopicCursor(connection, topic, starts.get(i), i);
            connection.cursors().add(cursor);
            topic.add(cursor);
            if (topic.isCurrent()) {
                place(cursor);
            }
        }
        makeReady(connection);
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

    /** The last write to it has left. */
    void drained(Outlet outlet) {
        TopicConnection connection = connections.get(outlet);
        if (connection != null) {
            makeReady(connection);
        }
    }

    /** It is closed. */
    void closed(Outlet outlet) {
        TopicConnection connection = connections.remove(outlet);
        if (connection != null) {
            connection.close();
            for (TopicCursor cursor : connection.cursors()) {
                behind.remove(cursor);
                cursor.topic().remove(cursor, ticker.nanos());
                if (cursor.topic().cursors().isEmpty()) {
                    suspected.remove(cursor.topic());
                }
            }
        }
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
     * Does what can be done now, with two round trips to the store at the most.
     *
     * @return how many nanoseconds from now the next step is due, unless something happens before; 0 for at once
     * @throws StoreUnavailableException where the store did not answer; nothing is forgotten, the next step goes on
     */
    long step() {
        lookAround();
        readNew();
        if (!behind.isEmpty()) {
            for (TopicCursor cursor : reader.readFor(behind)) {
                behind.remove(cursor);
                if (cursor.isAheadOfLog()) {
                    suspect(cursor.topic());
                }
                makeReady(cursor.connection());
            }
        }
        write();
        boolean more = !ready.isEmpty() || !behind.isEmpty() || !suspected.isEmpty();
        return more ? 0 : Math.max(0, lookAt - ticker.nanos());
    }

    private void readNew() {
        for (ServedTopic topic : reader.readNew(suspected)) {
            if (!topic.isSuspected()) {
                suspected.remove(topic);
            }
            if (topic.log() != null) {
                foundNew |= topic.cursors().stream().anyMatch(cursor -> cursor.isPlaced() && cursor.current() != null);
                topic.cursors().forEach(this::wake);
            }
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
            publishedAnywhere();
        }
        lookAt = now + interval.next(source.signalsChanges(), foundNew);
        foundNew = false;
    }

    private void forgetIdle(long now) {
        for (ServedTopic topic : List.copyOf(topics.values())) {
            if (topic.isIdle(now, LINGER_NANOS)) {
                topics.remove(topic.name());
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

    private void wake(TopicCursor cursor) {
        if (!cursor.isPlaced() && !behind.contains(cursor)) {
            place(cursor);
        }
        makeReady(cursor.connection());
    }

    private void makeReady(TopicConnection connection) {
        if (!connection.isQueued() && connection.outlet().isDrained()) {
            connection.setQueued(true);
            ready.add(connection);
        }
    }

    private void write() {
        List<TopicConnection> unfinished = new ArrayList<>();
        for (int writes = 0; writes < WRITES_PER_STEP && !ready.isEmpty(); writes++) {
            TopicConnection connection = ready.remove();
            connection.setQueued(false);
            if (!connection.isClosed() && connection.outlet().isDrained() && writeTo(connection)) {
                unfinished.add(connection);
            }
        }
        unfinished.forEach(this::makeReady);
    }

    /** Writes once; whether there is more to write at once. */
    private boolean writeTo(TopicConnection connection) {
        if (connection.hasNews()) {
            observer.delivered(connection.write(ticker.nanos()));
        }
        if (!connection.outlet().isDrained()) {
            return false; // what it lacks is read when it can be written
        }
        connection.cursors().stream()
                .filter(cursor -> cursor.isPlaced() && cursor.current() == null && cursor.isBehind())
                .forEach(behind::add);
        return connection.hasNews();
    }
}
