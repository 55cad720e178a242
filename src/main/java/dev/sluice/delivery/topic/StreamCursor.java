package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.EventIds;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;

/** A subscriber's place in a stream topic. Events that the log lacks are read from the store, in pages. */
final class StreamCursor extends TopicCursor {
    private final StreamLog stream;
    /** The number of this topic among those that ids name. */
    private final int index;
    /** True if the browser was told where the cursor begins. */
    private boolean announced;

    /** @param index the number of this topic among those that ids name */
    StreamCursor(StreamLog stream, TopicStart start, int index) {
        super(new Position.Unplaced(start));
        this.stream = stream;
        this.index = index;
    }

    @Override
    String topic() {
        return stream.topic();
    }

    StreamLog stream() {
        return stream;
    }

    boolean isPlaced() {
        return !(position() instanceof Position.Unplaced);
    }

    /** Returns true if the place is not known yet, but will be once the topic was read. */
    boolean isAwaited() {
        return !isPlaced() && !stream.isRefused();
    }

    /** Returns true if the place is known, but the browser was not told of it. */
    boolean isUnannounced() {
        return !announced && isPlaced();
    }

    void setAnnounced() {
        announced = true;
    }

    @Override
    boolean mayWrite() {
        return announced;
    }

    @Override
    void tell(EventIds ids) {
        ids.moveTo(index, place());
    }

    /** Writes the place into the ids unless they have one: after a gap, which has no id, they keep the old place. */
    void tellBeginning(EventIds ids) {
        if (!ids.knows(index)) {
            tell(ids);
        }
    }

    /** Moves to where the cursor begins if the log, which must be up to date, has that place. */
    void begin() {
        if (position() instanceof Position.Unplaced unplaced) {
            TopicStart start = unplaced.start();
            TopicLog log = stream.log();
            if (start.after().isPresent()) {
                moveTo(log, start.after().get());
            } else if (start.last() <= log.count()) {
                moveTo(log, log.placeBeforeLast(start.last()));
            }
        }
    }

    /** Moves to a page that was read for this cursor. @param before the place before the page's events */
    void turnTo(Position.OnPage page, StreamId before) {
        page.memory().beginUse(page.page());
        moveTo(stream.log(), before, page, 0);
    }

    @Override
    void moveOn() {
        if (isEnded()) {
            return; // also if the log has begun anew
        }
        if (isPlaced() && log() != stream.log()) {
            moveTo(stream.log(), place()); // the log has begun anew
        } else if (position() instanceof Position.OnPage on
                && next() == on.page().count()) {
            moveTo(log(), on.end());
        }
        super.moveOn();
    }

    boolean isOnPage() {
        return position() instanceof Position.OnPage;
    }

    /** Returns true if the cursor's page tells of events that the log lacks. */
    boolean hasNewsForLog() {
        return position() instanceof Position.OnPage on
                && !on.streamLast().equals(stream.log().last());
    }
}
