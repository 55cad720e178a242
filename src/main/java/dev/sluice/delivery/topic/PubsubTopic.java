package dev.sluice.delivery.topic;

import dev.sluice.channel.MessageFormat;
import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.sse.EventContent;
import dev.sluice.store.StreamId;

/**
 * A pub/sub topic that somebody on this node has, or had a moment ago. Its events have no ids; their places in the log
 * are counted here.
 */
final class PubsubTopic extends ServedTopic {
    private final MessageFormat format;
    private final TopicObserver observer;

    PubsubTopic(String name, MessageFormat format, LogMemory memory, TopicObserver observer) {
        super(name);
        this.format = format;
        this.observer = observer;
        setLog(new TopicLog(memory, StreamId.ZERO, StreamId.ZERO));
    }

    MessageFormat format() {
        return format;
    }

    void append(EventContent content) {
        StreamId last = log().last();
        log().append(EncodedEvent.withoutId(new StreamId(0, last.sequence() + 1), content));
    }

    /** What the log has lost is lost, and who is too slow is told what is new rather than what was new. */
    @Override
    StreamId goOnFrom(StreamId lost) {
        observer.overtaken(name());
        return log().last();
    }
}
