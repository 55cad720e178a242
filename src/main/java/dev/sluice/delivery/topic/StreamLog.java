package dev.sluice.delivery.topic;

import dev.sluice.store.Refusal;
import java.util.Objects;

/**
 * The log of a stream topic and its state.
 *
 * <pre>
 * STALE ←──→ CURRENT
 *   ↓           ↑
 * REFUSED ←→ RETRYING
 *
 * STALE    → CURRENT     the topic was read to its end, and the next event will be signalled
 *          → REFUSED     the store has not read the topic
 * CURRENT  → STALE       there may be unread events
 * REFUSED  → RETRYING    there may be unread events, or the safety poll reads the topic again
 * RETRYING → CURRENT     as from STALE
 *          → REFUSED     as from STALE
 * </pre>
 */
final class StreamLog {
    private enum State {
        STALE,
        CURRENT,
        REFUSED,
        /** Read again; until that has succeeded, no cursor is waited for. */
        RETRYING
    }

    private final String topic;
    /** Null until the topic was read for the first time. */
    private TopicLog log;

    private State state = State.STALE;
    /** True if signals may have been lost or passed over since the topic was read. */
    private boolean missedSignals = true;
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
        return state == State.CURRENT;
    }

    /** Returns true if the topic is to be read. */
    boolean isStale() {
        return state == State.STALE || state == State.RETRYING;
    }

    /** Returns true if the store has not read the topic when it was last asked. */
    boolean isRefused() {
        return state == State.REFUSED || state == State.RETRYING;
    }

    void setStale() {
        state = isRefused() ? State.RETRYING : State.STALE;
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
        state = State.CURRENT;
        missedSignals = false;
    }

    void setRefused() {
        state = State.REFUSED;
        missedSignals = true;
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
