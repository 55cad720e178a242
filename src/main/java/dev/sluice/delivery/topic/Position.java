package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;

/**
 * The position of a cursor: where its next event is.
 *
 * <pre>
 * Unplaced ──→ InLog ←──→ Behind
 *    │           ↑          ↑
 *    └──────→ OnPage ←──────┘
 *
 * any ──→ Ended
 *
 * Unplaced → InLog    the log of the topic is up to date, and has the place where the cursor begins
 *          → Behind   the log is up to date, and begins behind that place
 *          → OnPage   the cursor begins with more of the newest events than the log has
 * InLog    → Behind   the log has dropped the next event, or has begun anew
 * Behind   → OnPage   a page was read from the store
 *          → InLog    the log has begun anew; or a cursor of a pub/sub topic, which has no store, skips to the end
 * OnPage   → InLog    the page is written, and the log has what follows
 *          → Behind   the page is written, or the log has begun anew, and the log lacks what follows
 * any      → Ended    the event that ends the topic is written, or all is written or none wanted and the newest event
 *                     ends the topic
 * </pre>
 *
 * <p>Immutable. The cursor itself counts the events of a chunk or page, so that an event costs no object.
 */
sealed interface Position {
    /**
     * The place at which the cursor begins is not known yet.
     *
     * @param start where the cursor begins, as far as that is known
     */
    record Unplaced(TopicStart start) implements Position {}

    /**
     * The next event is in the log, or will be once it is published.
     *
     * @param chunk the number of its chunk
     */
    record InLog(long chunk) implements Position {}

    /** The next event must be read from the store. */
    record Behind() implements Position {}

    /**
     * The next event is on a page that was read from the store.
     *
     * @param page the events
     * @param memory counts the page
     * @param end the place behind the page
     * @param streamLast the last event of the stream when the page was read
     */
    record OnPage(LogChunk page, LogMemory memory, StreamId end, StreamId streamLast) implements Position {}

    /** The topic has ended for this cursor, which does not move any more. */
    record Ended() implements Position {}
}
