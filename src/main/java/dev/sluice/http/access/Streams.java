package dev.sluice.http.access;

import dev.sluice.access.Need;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The open streams, by the public ids of their connections. Thread-safe; no thread waits. */
public interface Streams {
    /**
     * An open stream.
     *
     * @param user its user, if known
     * @param needs its channels
     */
    record Info(Optional<String> user, List<Need> needs) {}

    /** Returns an open stream; empty if there is none. */
    CompletableFuture<Optional<Info>> find(String id);

    /**
     * Extends a stream, and removes what is no longer granted from it; if nothing remains, the stream ends.
     *
     * @param granted the channels that remain
     * @param expires the new end
     * @return false if there is no such stream any more
     */
    CompletableFuture<Boolean> renew(String id, List<Need> granted, Optional<Instant> expires);
}
