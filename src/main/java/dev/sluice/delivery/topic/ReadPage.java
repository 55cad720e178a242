package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.TopicEventReader;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.sse.OwnEvents;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page that was read for those who stand at one place: what they are told, and where they stand then. */
final class ReadPage {
    private final TopicPage page;
    private final StreamId after;

    /** @param after where they stand; null where they begin with the newest events */
    ReadPage(TopicPage page, StreamId after) {
        this.page = page;
        this.after = after;
    }

    /** The stream began anew, so that its events are all to come. */
    private boolean isAnew() {
        return after != null && page.isBehind(after);
    }

    private StreamId firstOr(StreamId otherwise) {
        return page.events().isEmpty() ? otherwise : page.events().get(0).id();
    }

    /** The first place behind those events that are gone and that they have not seen; empty where none are. */
    Optional<StreamId> gap() {
        boolean gap = isAnew() || after != null && page.hasGapAfter(after);
        return gap ? Optional.of(page.endOfGapAfter(after)) : Optional.empty();
    }

    /** Where they stand before the page. */
    StreamId begin() {
        if (after == null) {
            return page.events().isEmpty() ? page.last() : firstOr(page.last()).previous();
        }
        return after; // also where the stream began anew: who is cut before he is told of it must be told again
    }

    /** Where they stand behind it. */
    StreamId end() {
        if (isAnew()) {
            return StreamId.ZERO;
        }
        int events = page.events().size();
        return events == 0 ? page.last() : page.events().get(events - 1).id();
    }

    /** The gap, where there is one, and the events. */
    LogChunk encode(String topic, TopicEventReader reader) {
        List<EncodedEvent> encoded = new ArrayList<>();
        gap().ifPresent(to -> {
            ByteBuffer told = OwnEvents.gap(topic, after.toString(), to.toString());
            encoded.add(new EncodedEvent(begin(), told, 0));
        });
        if (!isAnew()) {
            encodeEvents(reader, encoded);
        }
        LogChunk chunk = new LogChunk(
                encoded.stream().mapToInt(event -> event.bytes().remaining()).sum());
        encoded.forEach(chunk::append);
        return chunk;
    }

    /** Without those that cannot be events, which were told of when they came. */
    private void encodeEvents(TopicEventReader reader, List<EncodedEvent> encoded) {
        for (TopicEvent event : page.events()) {
            try {
                encoded.add(EncodedEvent.withId(event.id(), reader.read(event)));
            } catch (MalformedMessageException e) {
                continue;
            }
        }
    }
}
