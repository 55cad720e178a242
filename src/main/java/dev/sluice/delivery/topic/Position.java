package dev.sluice.delivery.topic;

import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.delivery.browser.LogMemory;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;

/**
 * Where a cursor finds its next event.
 *
 * <pre>
 * Unplaced ──→ InLog ←──→ Behind
 *    │           ↑          ↑
 *    └──────→ OnPage ←──────┘
 *
 * Unplaced → InLog    the log of the topic is up to date, and has the place where the cursor begins
 *          → Behind   the log is up to date, and begins behind that place
 *          → OnPage   the cursor begins with more of the newest events than the log has
 * InLog    → Behind   the log has dropped the next event, or has begun anew
 * Behind   → OnPage   a page was read from the store
 *          → InLog    the log has begun anew; or the topic is a pub/sub topic, which has no store: the cursor skips to the end
 * OnPage   → InLog    the page is written, and the log has what follows
 *          → Behind   the page is written, or the log has begun anew, and the log has not what follows
 * </pre>
 *
 * <p>Immutable. Which event of the chunk or page comes next, the cursor counts itself, so that an event costs no object.
 */
sealed interface Position {
    /**
     * It is not known yet at which place the cursor begins.
     *
     * @param start what is known
     */
    record Unplaced(TopicStart start) implements Position {}

    /**
     * The next event is in the log, or will be as it comes.
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
}
