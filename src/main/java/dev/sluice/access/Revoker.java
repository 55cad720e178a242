package dev.sluice.access;

import java.util.concurrent.CompletableFuture;

/** The revocation of tokens on all nodes. Thread-safe. */
public interface Revoker {
    /**
     * Refuses the tokens of a user that were issued up to now. No thread waits.
     *
     * @return completed once it is stored and known to this node; the others learn of it within two seconds. Or a failure:
     *     if there was no answer, so that it may be stored or not, or if it cannot be stored
     */
    CompletableFuture<Void> revoke(String user);
}
