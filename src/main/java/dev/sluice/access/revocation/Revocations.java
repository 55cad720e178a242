package dev.sluice.access.revocation;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.TokenVerifier;
import dev.sluice.store.RevocationStore.Revocation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The revocations that this node knows. A token of the user is refused if it was issued up to the second of the
 * revocation, or does not say when it was issued. Read by any thread; changed by one.
 */
public final class Revocations {
    private final int most;
    /** The milliseconds since 1970 up to which tokens are refused, by the user. */
    private final Map<String, Long> refusedUntil = new ConcurrentHashMap<>();

    /** @param most the number of users beyond which no further one is added, and none is forgotten */
    public Revocations(int most) {
        this.most = most;
    }

    /** Returns a verifier that refuses revoked tokens, too. */
    public TokenVerifier checked(TokenVerifier tokens) {
        return token -> tokens.verify(token)
                .thenCompose(claims -> isRevoked(claims.subject(), claims.issued())
                        ? CompletableFuture.failedFuture(
                                new AccessException(Kind.UNKNOWN_CLIENT, "The token of this user was revoked."))
                        : CompletableFuture.completedFuture(claims));
    }

    /** Returns true if access is based on a token, or on an answer of the application, that has been revoked since. */
    public boolean isRevoked(Access access) {
        return access.issued().isPresent()
                && isRevoked(access.user(), access.issued().get());
    }

    private boolean isRevoked(Optional<String> user, Instant issued) {
        Long until = user.map(refusedUntil::get).orElse(null);
        // Most tokens name whole seconds, so one of the same second may be from before the revocation.
        return until != null && issued.getEpochSecond() <= Math.floorDiv(until, 1000);
    }

    /** Adds a revocation; returns false if a later one is known, or if there are too many. */
    boolean add(Revocation revocation) {
        Long known = refusedUntil.get(revocation.user());
        if (known == null ? refusedUntil.size() >= most : known >= revocation.millis()) {
            return false;
        }
        refusedUntil.put(revocation.user(), revocation.millis());
        return true;
    }

    /** Forgets the revocations before a time, in milliseconds since 1970. */
    void forgetBefore(long millis) {
        refusedUntil.values().removeIf(until -> until < millis);
    }

    /** Returns those of users that are not among these. */
    List<Revocation> without(Set<String> users) {
        return refusedUntil.entrySet().stream()
                .filter(entry -> !users.contains(entry.getKey()))
                .map(entry -> new Revocation(entry.getKey(), entry.getValue()))
                .toList();
    }

    boolean isFull() {
        return refusedUntil.size() >= most;
    }

    int count() {
        return refusedUntil.size();
    }
}
