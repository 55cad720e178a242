package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import java.util.Objects;

/**
 * The log of a stream topic and its state: stale if there may be unread events, refused if the store has refused to
 * read the topic, otherwise current. A refused topic is not read until it is stale again.
 */
final class StreamLog {
    private final String topic;
    /** Null until the topic was read for the first time. */
    private TopicLog log;

    private boolean stale = true;
    /** True if signals may have been lost or passed over since the topic was read. */
    private boolean missedSignals = true;

    private boolean refused;
    /** The reported reason of the refusal; null if it is not known or there was none. */
    private Refusal refusal;

    StreamLog(String topic) {
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    TopicLog log() {
        return log;
    }

    /** Replaces the log. Cursors find their places in it when they move on. */
    void setLog(TopicLog newLog) {
        clear();
        log = newLog;
    }

    /** Frees the memory of the log, which is not used again. */
    void clear() {
        if (log != null) {
            log.clear();
        }
    }

    /** Returns true if the log has all there is, so that a cursor can find the place where it begins. */
    boolean isCurrent() {
        return !stale && !refused;
    }

    boolean isStale() {
        return stale;
    }

    boolean isRefused() {
        return refused;
    }

    void setStale() {
        stale = true;
    }

    /** Returns true if events may have come and gone that nobody has signalled. */
    boolean mayHaveMissedSignals() {
        return missedSignals;
    }

    void setMayHaveMissedSignals() {
        missedSignals = true;
    }

    /** Called when the topic was read to its end, and the next event will be signalled. */
    void setCurrent() {
        stale = false;
        missedSignals = false;
        refused = false;
    }

    void setRefused() {
        stale = false;
        missedSignals = true;
        refused = true;
    }

    /**
     * Sets the reason of the refusal, or null if there is none.
     *
     * @return true if it has changed
     */
    boolean setRefusal(Refusal why) {
        boolean news = !Objects.equals(refusal, why);
        refusal = why;
        return news;
    }
}
