package dev.sluice.http.streams;

import dev.sluice.access.Need;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The open streams of all nodes. Thread-safe; no thread waits. A future fails with a {@link
 * dev.sluice.store.StoreUnavailableException} if the node that must be asked does not answer within a second.
 */
public interface Streams {
    /**
     * What came of a request to many nodes.
     *
     * @param streams the number of streams on the nodes that answered
     * @param complete false if a node did not answer, and may have carried it out or not
     */
    record Outcome(long streams, boolean complete) {
        /** Returns the outcome of both. */
        public Outcome plus(Outcome other) {
            return new Outcome(streams + other.streams, complete && other.complete);
        }
    }

    /** Returns an open stream by the public id of its connection; empty if there is none. */
    CompletableFuture<Optional<StreamInfo>> find(String id);

    /**
     * Extends a stream, and removes what is no longer granted from it; if nothing remains, the stream ends.
     *
     * @param granted the channels that remain
     * @param expires the new end
     * @return false if there is no such stream any more
     */
    CompletableFuture<Boolean> renew(String id, List<Need> granted, Optional<Instant> expires);

    /**
     * Sends an event directly to streams, in the order of the calls. Nothing is kept for those that are not there. Each
     * node gets the message once, however many of its streams are meant.
     *
     * @param to selections by id or user; no stream belongs to two of them
     * @return the number of streams that got it
     */
    CompletableFuture<Outcome> send(List<StreamSelection> to, DirectMessage message);

    /**
     * Ends streams. Their messages that are not settled return to their queues at once.
     *
     * @param node the only node whose streams are meant; empty for all
     * @return the number of streams that end
     */
    CompletableFuture<Outcome> end(StreamSelection which, Optional<String> node);
}
