package dev.sluice.store;

import java.util.List;

/**
 * The revocations that all nodes share. It forgets those that are older than any token may be. Thread-safe. Each method
 * throws a {@link StoreUnavailableException} if there is no answer, or a {@link WrongTypeException}.
 */
public interface RevocationStore {
    /** The users that can be revoked at the same time. */
    int MAX = 100_000;

    /**
     * A revocation.
     *
     * @param user the user whose tokens are refused
     * @param millis the time up to which they are, in milliseconds since 1970 by the store's clock
     */
    record Revocation(String user, long millis) {}

    /**
     * The late revocations.
     *
     * @param now the time, in milliseconds since 1970 by the store's clock
     * @param count the number of all revocations, also of those before
     * @param revocations the late ones
     */
    record Recent(long now, long count, List<Revocation> revocations) {}

    /** Reads the revocations since a time, in milliseconds since 1970 by the store's clock. */
    Recent since(long millis);

    /** Reads all, or {@link #MAX} if there are more. */
    List<Revocation> all();

    /**
     * Adds these again if they are missing, or later than those that are there.
     *
     * @return the number of those for which there was room
     */
    int restore(List<Revocation> revocations);

    /**
     * Adds a revocation of now.
     *
     * @throws PublishException if there are too many; nothing was changed
     */
    Revocation revoke(String user) throws PublishException;
}
