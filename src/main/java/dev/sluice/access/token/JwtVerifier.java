package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import dev.sluice.access.Claims;
import dev.sluice.access.TokenVerifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Verifies tokens: their structure, then their signature, then their claims. Thread-safe. */
public final class JwtVerifier implements TokenVerifier {
    private final List<Keys> sources;
    private final Requirements requirements;
    private final InstantSource clock;

    /** @param sources asked one after the other, until a key verifies the token */
    public JwtVerifier(List<Keys> sources, Requirements requirements, InstantSource clock) {
        this.sources = List.copyOf(sources);
        this.requirements = requirements;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Claims> verify(String token) {
        try {
            CompactToken parsed = CompactToken.parse(token);
            return verifySignature(parsed, 0, false).thenCompose(verified -> checkClaims(parsed));
        } catch (AccessException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * @param next the source to ask
     * @param tried true if an earlier source had a key for the token
     */
    private CompletableFuture<Void> verifySignature(CompactToken token, int next, boolean tried) {
        if (next == sources.size()) {
            return CompletableFuture.failedFuture(InvalidToken.because(
                    tried
                            ? "The token's signature is not by a key that is known here (" + token.describe() + ")."
                            : "The token is signed with a key that is not known here (" + token.describe() + ")."));
        }
        return sources.get(next).find(token.algorithm(), token.keyId()).thenCompose(keys -> {
            if (keys.stream().anyMatch(key -> key.verifies(token))) {
                return CompletableFuture.completedFuture(null);
            }
            return verifySignature(token, next + 1, tried || !keys.isEmpty());
        });
    }

    private CompletableFuture<Claims> checkClaims(CompactToken token) {
        try {
            Map<String, Object> claims = token.claims();
            Instant expires = requirements.check(claims, clock.instant());
            return CompletableFuture.completedFuture(new Claims(claims, expires));
        } catch (AccessException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
