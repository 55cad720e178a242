package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A source of keys. Thread-safe. */
public interface Keys {
    /** The most keys of a source. */
    int MAX = 100;

    /**
     * Finds the keys that may have signed a token. No thread waits.
     *
     * @param algorithm the algorithm that the token names; only keys for it are found
     * @param keyId the key that the token names
     * @return at most {@link #MAX} keys; or an {@link AccessException} of the kind UNAVAILABLE if the source is away
     *     and does not know
     */
    CompletableFuture<List<VerificationKey>> find(String algorithm, Optional<String> keyId);
}
