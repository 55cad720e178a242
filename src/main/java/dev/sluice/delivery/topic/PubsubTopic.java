package dev.sluice.delivery.topic;

import dev.sluice.channel.MessageFormat;
import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.sse.EventContent;
import dev.sluice.store.StreamId;

/** A pub/sub topic: its events have no ids and are kept only in its log, where their places are counted. */
final class PubsubTopic extends ServedTopic<PubsubCursor> {
    private final MessageFormat format;
    private final TopicLog log;

    PubsubTopic(String name, MessageFormat format, LogMemory memory) {
        super(name);
        this.format = format;
        this.log = new TopicLog(memory, StreamId.ZERO, StreamId.ZERO);
    }

    MessageFormat format() {
        return format;
    }

    TopicLog log() {
        return log;
    }

    void append(EventContent content) {
        log.append(EncodedEvent.withoutId(new StreamId(0, log.last().sequence() + 1), content));
    }
}
