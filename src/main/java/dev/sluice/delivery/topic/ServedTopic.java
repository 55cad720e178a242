package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import dev.sluice.store.StreamId;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** A topic that somebody on this node has, or had a moment ago. */
class ServedTopic {
    /** One that nobody has any more is kept for so long for those who come back. */
    private static final long LINGER_NANOS = Duration.ofSeconds(30).toNanos();

    private final String name;
    private final Set<TopicCursor> cursors = new LinkedHashSet<>();
    /** Null until the topic was read for the first time. */
    private TopicLog log;
    /** Whether there may be events that were not read yet. */
    private boolean suspected = true;
    /** Whether the store would not read it when it was asked last. */
    private boolean refused;
    /** Why, as it was told; null where it was not. */
    private Refusal refusal;
    /** Since when nobody has it, by the {@link Ticker}. */
    private long idleSince;

    ServedTopic(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    final Set<TopicCursor> cursors() {
        return cursors;
    }

    final TopicLog log() {
        return log;
    }

    /** The log begins anew; cursors find their places in it, or what they lack in the store. */
    final void setLog(TopicLog newLog) {
        clearLog();
        log = newLog;
        cursors.stream().filter(TopicCursor::isPlaced).forEach(cursor -> cursor.placeAt(cursor.place()));
    }

    /** Frees the memory of its log, which is used no more. */
    final void clearLog() {
        if (log != null) {
            log.clear();
        }
    }

    /** Where a cursor goes on whose place the log does not have: there, and what it lacks is read from the store. */
    StreamId goOnFrom(StreamId lost) {
        return lost;
    }

    /** Whether its log has all there is, so that a connection can find its place in it. */
    final boolean isCurrent() {
        return log != null && !suspected && !refused;
    }

    final boolean isRefused() {
        return refused;
    }

    final boolean isSuspected() {
        return suspected;
    }

    final void suspect() {
        suspected = true;
    }

    /** Everything there is was read, and the next event will be signalled. */
    final void rest() {
        suspected = false;
        refused = false;
    }

    /** The store would not read it, and is left alone until it is suspected again. */
    final void refuse() {
        suspected = false;
        refused = true;
    }

    /**
     * Remembers why the store would not read it, or null.
     *
     * @return whether that is news
     */
    final boolean setRefusal(Refusal why) {
        boolean news = !Objects.equals(refusal, why);
        refusal = why;
        return news;
    }

    final void add(TopicCursor cursor) {
        cursors.add(cursor);
    }

    final void remove(TopicCursor cursor, long now) {
        cursors.remove(cursor);
        idleSince = now;
    }

    /** Whether nobody has had it for so long that it can be forgotten. */
    final boolean isForgettable(long now) {
        return cursors.isEmpty() && now - idleSince >= LINGER_NANOS;
    }
}
