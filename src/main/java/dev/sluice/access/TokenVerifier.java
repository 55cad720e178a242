package dev.sluice.access;

import java.util.concurrent.CompletableFuture;

/** Verifies tokens. Thread-safe. */
public interface TokenVerifier {
    /**
     * Verifies a token. No thread waits.
     *
     * @return the claims; or an {@link AccessException} of the kind UNKNOWN_CLIENT if the token is not valid, or
     *     UNAVAILABLE if no keys are there to verify it
     */
    CompletableFuture<Claims> verify(String token);
}
