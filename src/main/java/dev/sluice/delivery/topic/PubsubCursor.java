package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EventIds;

/** Where a subscriber stands in a pub/sub topic. What its log has dropped is lost, and no id names the place. */
final class PubsubCursor extends TopicCursor {
    private final String topic;
    private final TopicObserver observer;

    /** A cursor for what is published from now on. */
    PubsubCursor(String topic, TopicLog log, TopicObserver observer) {
        super(new Position.Behind());
        this.topic = topic;
        this.observer = observer;
        moveTo(log, log.last());
    }

    String topic() {
        return topic;
    }

    @Override
    boolean mayWrite() {
        return true;
    }

    @Override
    void tell(EventIds ids) {}

    /** Moves on as any cursor does. A cursor that is too slow skips to what is new, which is counted. */
    @Override
    void moveOn() {
        super.moveOn();
        if (isBehind()) {
            observer.overtaken(topic);
            moveTo(log(), log().last());
        }
    }
}
