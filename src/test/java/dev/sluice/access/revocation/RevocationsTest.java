package dev.sluice.access.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Claims;
import dev.sluice.access.Grants;
import dev.sluice.store.RevocationStore.Revocation;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RevocationsTest {
    private static final long SECOND = 1_800_000_000L;
    private static final Instant EXPIRES = Instant.ofEpochSecond(SECOND + 3_600);

    private final Revocations revocations = new Revocations(3);

    private void revoke(String user, long millis) {
        assertTrue(revocations.add(new Revocation(user, millis)));
    }

    private boolean isRefused(Object sub, Object issued) {
        Map<String, Object> values = new HashMap<>();
        values.put("sub", sub);
        if (issued != null) {
            values.put("iat", issued);
        }
        Claims claims = new Claims(values, EXPIRES);
        CompletableFuture<Claims> result = revocations
                .checked(token -> CompletableFuture.completedFuture(claims))
                .verify("a.b.c");
        if (!result.isCompletedExceptionally()) {
            assertEquals(claims, result.join());
            return false;
        }
        AccessException refusal = (AccessException)
                assertThrows(CompletionException.class, result::join).getCause();
        assertEquals(Kind.UNKNOWN_CLIENT, refusal.kind());
        assertEquals("The token of this user was revoked.", refusal.getMessage());
        return true;
    }

    static Stream<Object> timesUpToTheRevocation() {
        return Stream.of(0L, SECOND - 1, SECOND, SECOND + 0.999, (double) SECOND, BigInteger.valueOf(SECOND));
    }

    @ParameterizedTest
    @MethodSource("timesUpToTheRevocation")
    void refusesTokensIssuedUpToNow(Object issued) {
        revoke("ann", SECOND * 1_000 + 1);
        assertTrue(isRefused("ann", issued));
    }

    static Stream<Object> timesThatSayNothing() {
        return Stream.of(
                "1900000000",
                true,
                List.of(SECOND),
                -1L,
                -1e308,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                SECOND * 1_000,
                EXPIRES.getEpochSecond() + 1,
                BigInteger.TWO.pow(1_100));
    }

    @ParameterizedTest
    @MethodSource("timesThatSayNothing")
    void unbelievableTimesAreAsNone(Object issued) {
        assertFalse(isRefused("ann", issued));
        revoke("ann", SECOND * 1_000);
        assertTrue(isRefused("ann", issued));
    }

    @Test
    void refusesTokensWithoutATime() {
        assertFalse(isRefused("ann", null));
        revoke("ann", 1);
        assertTrue(isRefused("ann", null));
    }

    @Test
    void acceptsTokensOfTheNextSecond() {
        revoke("ann", SECOND * 1_000 + 999);
        assertFalse(isRefused("ann", SECOND + 1));
        assertFalse(isRefused("ann", SECOND + 1.0));
    }

    @Test
    void usersMayBeNumbers() {
        revoke("42", SECOND * 1_000);
        assertTrue(isRefused(42L, SECOND));
        assertFalse(isRefused(43L, SECOND));
        assertFalse(isRefused(null, SECOND), "a client without a name");
    }

    @Test
    void theLaterRevocationCounts() {
        revoke("ann", 5_000);
        assertFalse(revocations.add(new Revocation("ann", 5_000)));
        assertFalse(revocations.add(new Revocation("ann", 4_000)));
        assertTrue(isRefused("ann", 5L));
        revoke("ann", 6_000);
        assertTrue(isRefused("ann", 6L));
        assertEquals(1, revocations.count());
    }

    @Test
    void nothingIsForgottenForWhatHasNoRoom() {
        revoke("a", 1_000);
        revoke("b", 2_000);
        assertFalse(revocations.isFull());
        revoke("c", 3_000);
        assertTrue(revocations.isFull());
        assertFalse(revocations.add(new Revocation("d", 9_000)));
        assertFalse(isRefused("d", 1L));
        assertTrue(isRefused("a", 1L));
        revoke("a", 9_000);
        assertEquals(3, revocations.count());
    }

    @Test
    void forgottenRevocationsMakeRoom() {
        revoke("a", 1_000);
        revoke("b", 2_000);
        revoke("c", 3_000);
        revocations.forgetBefore(2_000);
        assertFalse(isRefused("a", 1L));
        assertTrue(isRefused("b", 2L));
        revoke("d", 9_000);
        assertEquals(
                Set.of(new Revocation("c", 3_000), new Revocation("d", 9_000)),
                Set.copyOf(revocations.without(Set.of("b"))));
    }

    @Test
    void timeOfIssueDecidesAboutAccess() {
        Access access = new Access(Optional.of("ann"), Grants.NONE, Optional.empty(), List.of());
        Access nobodys = new Access(Optional.empty(), Grants.NONE, Optional.empty(), List.of());
        revoke("ann", 5_000);
        assertTrue(revocations.isRevoked(access.issuedAt(Instant.ofEpochMilli(5_900))));
        assertTrue(revocations.isRevoked(access.issuedAt(Instant.MIN)));
        assertFalse(revocations.isRevoked(access.issuedAt(Instant.ofEpochMilli(6_000))));
        assertFalse(revocations.isRevoked(access), "nothing says when");
        assertFalse(revocations.isRevoked(nobodys.issuedAt(Instant.MIN)));
    }

    @Test
    void otherRefusalsStay() {
        AccessException expired = new AccessException(Kind.UNKNOWN_CLIENT, "The token has expired.");
        CompletableFuture<Claims> result = revocations
                .checked(token -> CompletableFuture.failedFuture(expired))
                .verify("a.b.c");
        assertEquals(
                expired, assertThrows(CompletionException.class, result::join).getCause());
    }
}
