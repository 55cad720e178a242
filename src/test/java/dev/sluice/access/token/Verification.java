package dev.sluice.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Claims;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Verifies tokens at a fixed time, and checks the results. */
final class Verification {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** Claims that are valid where nothing is required. */
    static final String CLAIMS = "{\"sub\":\"anna\",\"exp\":" + (NOW.getEpochSecond() + 600) + "}";

    static final Requirements NONE = new Requirements(Optional.empty(), Optional.empty(), Duration.ofHours(24));

    private Verification() {}

    static JwtVerifier by(Keys... sources) {
        return by(NONE, sources);
    }

    static JwtVerifier by(Requirements requirements, Keys... sources) {
        return new JwtVerifier(List.of(sources), requirements, () -> NOW);
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    static void assertValid(JwtVerifier verifier, String token) throws Exception {
        Claims claims = await(verifier.verify(token));
        assertEquals(Optional.of("anna"), claims.subject());
    }

    /** Returns the sentence that says why; it must have nothing of the token. */
    static String refusal(JwtVerifier verifier, String token) {
        String sentence = failure(verifier.verify(token), Kind.UNKNOWN_CLIENT);
        assertTrue(sentence.matches("The token[^\\n\\r]{1,200}\\."), sentence);
        for (String part : token.split("\\.")) {
            assertFalse(part.length() > 10 && sentence.contains(part), sentence);
        }
        return sentence;
    }

    static String failure(CompletableFuture<?> future, Kind kind) {
        Throwable cause =
                assertThrows(ExecutionException.class, () -> await(future)).getCause();
        AccessException refusal = assertInstanceOf(AccessException.class, cause);
        assertEquals(kind, refusal.kind(), refusal.getMessage());
        return refusal.getMessage();
    }
}
