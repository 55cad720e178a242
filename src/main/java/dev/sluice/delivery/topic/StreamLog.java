package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import java.util.Objects;

/**
 * What was read of a stream topic, and whether that is all there is: the log is current unless it is stale, because there
 * may be events that were not read yet, or the store has refused to read the topic. A refused topic is left alone until it
 * is stale again.
 */
final class StreamLog {
    private final String topic;
    /** Null until the topic was read for the first time. */
    private TopicLog log;

    private boolean stale = true;
    private boolean refused;
    /** Why the store refused, as it was told; null if that is not known, or it did not. */
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

    /** Begins the log anew. Cursors find their places in it when they move on. */
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

    /** Whether the log has all there is, so that a cursor can find the place where it begins. */
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

    /** All there is was read, and the next event will be signalled. */
    void setCurrent() {
        stale = false;
        refused = false;
    }

    void setRefused() {
        stale = false;
        refused = true;
    }

    /**
     * Remembers why the store refused, or null if it did not.
     *
     * @return whether that is news
     */
    boolean setRefusal(Refusal why) {
        boolean news = !Objects.equals(refusal, why);
        refusal = why;
        return news;
    }
}
