package dev.sluice.http.limits;

import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;

/** The limits of open streams, for each address and for each user. Thread-safe. */
public interface StreamLimit {
    /** No limit. */
    StreamLimit NONE = request -> StreamPlace.NONE;

    /**
     * Takes a place for the stream of a request's address; the same one if the request comes again after a wait.
     *
     * @throws RefusedException if there is none
     */
    StreamPlace take(HttpServletRequest request) throws RefusedException;
}
