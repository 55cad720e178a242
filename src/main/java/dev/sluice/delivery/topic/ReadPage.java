package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EncodedEvent;
import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.TopicEventReader;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.sse.OwnEvents;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page that was read for cursors at one place.
 *
 * @param page the page
 * @param after the place of the cursors; empty if they begin with the newest events
 */
record ReadPage(TopicPage page, Optional<StreamId> after) {
    /** Returns true if the stream has begun anew, so that all its events follow. */
    private boolean isAnew() {
        return after.isPresent() && page.isBehind(after.get());
    }

    /** Returns the first place behind the events that are gone unseen; empty if there are none. */
    Optional<StreamId> gap() {
        return after.filter(place -> isAnew() || page.hasGapAfter(place)).map(page::endOfGapAfter);
    }

    /**
     * Returns the place of the cursors before the page. If the stream has begun anew, that is still the old place: a
     * browser that loses its connection before it hears of the gap must hear of it again.
     */
    StreamId begin() {
        return after.orElseGet(() -> page.events().isEmpty()
                ? page.last()
                : page.events().get(0).id().previous());
    }

    /** Returns the place of the cursors behind the page. */
    StreamId end() {
        if (isAnew()) {
            return StreamId.ZERO;
        }
        int events = page.events().size();
        return events == 0 ? page.last() : page.events().get(events - 1).id();
    }

    /** Encodes the event that tells of a gap, if there is one, and the events of the page. */
    LogChunk encode(String topic, TopicEventReader reader) {
        List<EncodedEvent> encoded = new ArrayList<>();
        gap().ifPresent(to -> encoded.add(
                new EncodedEvent(begin(), OwnEvents.gap(topic, begin().toString(), to.toString()), 0, false)));
        if (!isAnew()) {
            encodeEvents(reader, encoded);
        }
        LogChunk chunk = new LogChunk(
                encoded.stream().mapToInt(event -> event.bytes().remaining()).sum());
        encoded.forEach(chunk::append);
        return chunk;
    }

    /** Encodes the page's events. Those that cannot be events are left out; they were reported when they came. */
    private void encodeEvents(TopicEventReader reader, List<EncodedEvent> encoded) {
        for (TopicEvent event : page.events()) {
            try {
                encoded.add(reader.encode(event));
            } catch (MalformedMessageException e) {
                if (event.end()) {
                    encoded.add(EncodedEvent.endAlone(event.id()));
                }
            }
        }
    }
}
