package dev.sluice.store.topic;

import dev.sluice.store.StreamId;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link TopicSource} has of a stream topic.
 *
 * @param last the id of the event published last, even if it is gone
 * @param first the oldest event that is still there; empty where none is
 * @param deleted the newest event that is gone; empty where the store does not tell, as of trimming
 * @param events oldest first
 * @param more whether there are further events behind these, or before them where the newest were asked for; where not,
 *     the next one will be signalled
 */
public record TopicPage(
        StreamId last, Optional<StreamId> first, Optional<StreamId> deleted, List<TopicEvent> events, boolean more)
        implements TopicAnswer {

    /** The same with its first events only: no further one once there are so many bytes. */
    public TopicPage upTo(long bytes) {
        long size = 0;
        int count = 0;
        for (; count < events.size() && size < bytes; count++) {
            size += Math.max(0, events.get(count).length());
        }
        return count == events.size() ? this : new TopicPage(last, first, deleted, events.subList(0, count), true);
    }

    /** Whether the stream began anew: it has never had an event as late as this. */
    public boolean isBehind(StreamId position) {
        return last.isBefore(position);
    }

    /** Whether nobody knows if its first event is the first that there was. */
    public boolean mayLackItsBeginning() {
        return deleted.isEmpty();
    }

    /**
     * Where what is gone after this position ends: at the oldest event, which is there, or behind the last, which is gone
     * too. Where the stream began anew, at its oldest event, or at its last where that is gone; that is before the position.
     */
    public StreamId endOfGapAfter(StreamId position) {
        return first.orElse(isBehind(position) ? last : last.next());
    }

    /** Whether there may have been events after this position that are gone. */
    public boolean hasGapAfter(StreamId position) {
        if (deleted.isPresent()) {
            return position.isBefore(deleted.get())
                    && first.map(position::isBefore).orElse(true);
        }
        // The store does not tell. To begin at the beginning is to take what there is.
        return !position.equals(StreamId.ZERO) && position.isBefore(first.orElse(last));
    }
}
