package dev.sluice.store.topic;

import dev.sluice.store.StreamId;
import java.util.List;
import java.util.Optional;

/**
 * A page of events of a stream topic.
 *
 * @param last the id of the event published last, even if it is gone
 * @param first the oldest event that is still there; empty if there is none
 * @param deleted the newest event that is gone; empty if the store does not tell, as after trimming
 * @param events oldest first
 * @param more true if there are further events behind these, or before them if the newest were requested; otherwise the
 *     next one will be signalled
 * @param ended true if the newest event that is still there ends the topic
 */
public record TopicPage(
        StreamId last,
        Optional<StreamId> first,
        Optional<StreamId> deleted,
        List<TopicEvent> events,
        boolean more,
        boolean ended)
        implements TopicAnswer {

    /** Returns the page with its first events only, up to the one that reaches {@code bytes} or ends the topic. */
    public TopicPage upTo(long bytes) {
        long size = 0;
        int count = 0;
        boolean ends = false;
        for (; count < events.size() && size < bytes && !ends; count++) {
            size += Math.max(0, events.get(count).length());
            ends = events.get(count).end();
        }
        return count == events.size() ? this : oldest(count);
    }

    /** Returns the page with its oldest events only, as one that has more. */
    public TopicPage oldest(int count) {
        return new TopicPage(last, first, deleted, events.subList(0, count), true, ended);
    }

    /** Returns the page with its newest events only, as one that has more. */
    public TopicPage newest(int count) {
        return new TopicPage(last, first, deleted, events.subList(events.size() - count, events.size()), true, ended);
    }

    /** Returns true if the stream began anew: it has never had an event as late as this position. */
    public boolean isBehind(StreamId position) {
        return last.isBefore(position);
    }

    /** Returns true if there is no stream, or only one that never had an event. */
    public boolean isOfNoStream() {
        return last.equals(StreamId.ZERO);
    }

    /** Returns true if the store does not know if events before the first are gone. */
    public boolean mayLackItsBeginning() {
        return deleted.isEmpty();
    }

    /**
     * Returns the end of the gap after this position: the oldest event, or the place behind the last if all are gone.
     * If the stream began anew, that is its oldest event, or its last if all are gone, and is before the position.
     */
    public StreamId endOfGapAfter(StreamId position) {
        return first.orElse(isBehind(position) ? last : last.next());
    }

    /** Returns true if events after this position may be gone. */
    public boolean hasGapAfter(StreamId position) {
        if (deleted.isPresent()) {
            return position.isBefore(deleted.get())
                    && first.map(position::isBefore).orElse(true);
        }
        // The store does not tell. A cursor that begins at the beginning takes what there is.
        return !position.equals(StreamId.ZERO) && position.isBefore(first.orElse(last));
    }
}
