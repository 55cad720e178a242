package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EventIds;

/** A subscriber's place in a pub/sub topic. Events that the log has dropped are lost, and no id names the place. */
final class PubsubCursor extends TopicCursor {
    private final String topic;
    private final TopicObserver observer;

    /** Makes a cursor for what is published from now on. */
    PubsubCursor(String topic, TopicLog log, TopicObserver observer) {
        super(new Position.Behind());
        this.topic = topic;
        this.observer = observer;
        moveTo(log, log.last());
    }

    @Override
    String topic() {
        return topic;
    }

    @Override
    boolean mayWrite() {
        return true;
    }

    @Override
    void tell(EventIds ids) {}

    /** Moves on as any cursor does. A cursor that is too slow skips to the end, which is counted. */
    @Override
    void moveOn() {
        super.moveOn();
        if (isBehind()) {
            observer.overtaken(topic);
            moveTo(log(), log().last());
        }
    }
}
