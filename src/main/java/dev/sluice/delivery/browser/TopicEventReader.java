package dev.sluice.delivery.browser;

import dev.sluice.sse.EventContent;
import dev.sluice.sse.EventFields;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.sse.TextMessageReader;
import dev.sluice.store.topic.TopicEvent;

/** A reader that turns events of stream topics into events for browsers. Not thread-safe. */
public final class TopicEventReader {
    private final TextMessageReader text = new TextMessageReader();
    private final long maxBytes;

    /** @param maxBytes the limit of the source of the events */
    public TopicEventReader(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Encodes an event. One that has no data and ends its topic is encoded as its id alone.
     *
     * @throws MalformedMessageException as {@link #read} does
     */
    public EncodedEvent encode(TopicEvent event) {
        return event.isEmpty() && event.end()
                ? EncodedEvent.endAlone(event.id())
                : EncodedEvent.withId(event.id(), read(event), event.end());
    }

    /**
     * @throws MalformedMessageException if the event cannot be one for browsers; the message ends a sentence about it
     */
    public EventContent read(TopicEvent event) {
        if (event.isEmpty()) {
            throw new MalformedMessageException("has no field data");
        }
        if (event.data() == null) {
            throw MalformedMessageException.tooLong(event.length(), maxBytes);
        }
        String type = event.type();
        if (type.isEmpty()) {
            return text.read(event.data());
        }
        String fault = EventFields.faultOfType(type);
        if (fault != null) {
            throw new MalformedMessageException("has an \"event\" that " + fault);
        }
        return new EventContent(type, text.read(event.data()).data());
    }
}
