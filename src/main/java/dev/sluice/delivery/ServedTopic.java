package dev.sluice.delivery;

import java.util.HashSet;
import java.util.Set;

/** A stream topic that somebody on this node has, or had a moment ago. */
final class ServedTopic {
    private final String name;
    private final Set<TopicCursor> cursors = new HashSet<>();
    /** Null until the topic was read for the first time. */
    private TopicLog log;
    /** Whether there may be events that were not read yet. */
    private boolean suspected = true;
    /** Since when nobody has it, by the {@link Ticker}. */
    private long idleSince;

    ServedTopic(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Set<TopicCursor> cursors() {
        return cursors;
    }

    TopicLog log() {
        return log;
    }

    /** The log begins anew; cursors find their places in it, or what they lack in the store. */
    void setLog(TopicLog newLog) {
        log = newLog;
        cursors.stream().filter(TopicCursor::isPlaced).forEach(cursor -> cursor.placeAt(cursor.place()));
    }

    /** Whether its log has all there is, so that a connection can find its place in it. */
    boolean isCurrent() {
        return log != null && !suspected;
    }

    boolean isSuspected() {
        return suspected;
    }

    void suspect() {
        suspected = true;
    }

    /** Everything there is was read, and the next event will be signalled; or the store would not, and is left alone. */
    void rest() {
        suspected = false;
    }

    void add(TopicCursor cursor) {
        cursors.add(cursor);
    }

    void remove(TopicCursor cursor, long now) {
        cursors.remove(cursor);
        idleSince = now;
    }

    /** Whether nobody has had it for so long. */
    boolean isIdle(long now, long nanos) {
        return cursors.isEmpty() && now - idleSince >= nanos;
    }
}
