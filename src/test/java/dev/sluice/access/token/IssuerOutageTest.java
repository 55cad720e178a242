package dev.sluice.access.token;

import static dev.sluice.access.token.Verification.CLAIMS;
import static dev.sluice.access.token.Verification.assertValid;
import static dev.sluice.access.token.Verification.await;
import static dev.sluice.access.token.Verification.failure;
import static dev.sluice.access.token.Verification.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Claims;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerOutageTest {
    private static final KeyPair OLD = Signer.ec("secp256r1");
    private static final KeyPair NEW = Signer.ec("secp256r1");

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000); // it overflows, as any clock may
    private Issuer issuer;
    private IssuerKeys keys;
    private JwtVerifier verifier;

    @BeforeEach
    void begin() throws Exception {
        issuer = new Issuer();
        issuer.publish(Issuer.jwk("old", OLD));
        keys = new IssuerKeys(issuer.address(), time::get);
        verifier = Verification.by(keys);
    }

    @AfterEach
    void end() {
        keys.close();
        issuer.close();
    }

    private static String token(String keyId, KeyPair pair) {
        return Signer.token("{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\"}", "ES256", pair.getPrivate(), CLAIMS);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private void assertUnavailable(String token) {
        assertEquals(
                "The keys of the token's issuer cannot be fetched at the moment.",
                failure(verifier.verify(token), Kind.UNAVAILABLE));
    }

    @ParameterizedTest
    @EnumSource(
            value = Issuer.Trouble.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "HALF"})
    void knownKeysGoOnWithoutTheIssuer(Issuer.Trouble trouble) throws Exception {
        assertValid(verifier, token("old", OLD));
        issuer.trouble(trouble);
        pass(Duration.ofMinutes(5));
        await(keys.fetchIfDue());
        assertValid(verifier, token("old", OLD));
        // The issuer may have this key: nobody is refused for good.
        assertUnavailable(token("new", NEW));
        pass(Duration.ofDays(1));
        await(keys.fetchIfDue());
        assertValid(verifier, token("old", OLD));
        assertEquals(0, issuer.redirected());

        issuer.trouble(Issuer.Trouble.NONE);
        issuer.publish(Issuer.jwk("new", NEW));
        assertUnavailable(token("new", NEW)); // the pause after the last request
        pass(IssuerKeys.PAUSE);
        await(keys.fetchIfDue());
        assertValid(verifier, token("new", NEW));
        assertTrue(refusal(verifier, token("old", OLD)).contains("kid old"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Issuer.Trouble.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "HALF"})
    void tokensComeAgainUntilThereAreKeys(Issuer.Trouble trouble) throws Exception {
        issuer.trouble(trouble);
        assertUnavailable(token("old", OLD));
        assertUnavailable(token("old", OLD));
        issuer.trouble(Issuer.Trouble.NONE);
        pass(IssuerKeys.PAUSE);
        assertValid(verifier, token("old", OLD));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silentIssuerIsGivenUp(boolean beforeTheHead) throws Exception {
        try (IssuerKeys hasty = new IssuerKeys(issuer.address(), time::get, Duration.ofMillis(300))) {
            JwtVerifier impatient = Verification.by(hasty);
            if (beforeTheHead) {
                issuer.hold();
            } else {
                issuer.trouble(Issuer.Trouble.HALF);
            }
            failure(impatient.verify(token("old", OLD)), Kind.UNAVAILABLE);
            assertEquals(1, issuer.requests());
        }
    }

    @Test
    void configuredKeysNeedNoIssuer() throws Exception {
        issuer.trouble(Issuer.Trouble.STATUS_500);
        String secret = "the secret of these tests: 32 bytes or more";
        JwtVerifier both = Verification.by(ConfiguredKeys.parse(secret), keys);
        assertValid(both, Signer.token("HS256", Signer.secret(secret), CLAIMS));
        refusal(both, Signer.token("HS256", Signer.secret("another " + secret), CLAIMS));
        assertEquals(0, issuer.requests());
        failure(both.verify(token("old", OLD)), Kind.UNAVAILABLE);
        issuer.trouble(Issuer.Trouble.NONE);
        pass(IssuerKeys.PAUSE);
        assertValid(both, token("old", OLD));
    }

    @Test
    void endTellsWaitingTokensToComeAgain() throws Exception {
        issuer.hold();
        CompletableFuture<Claims> waiting = verifier.verify(token("old", OLD));
        issuer.awaitRequests(1);
        keys.close();
        failure(waiting, Kind.UNAVAILABLE);
        pass(Duration.ofHours(1));
        assertUnavailable(token("old", OLD));
        assertEquals(1, issuer.requests());
        assertTrue(threads().noneMatch(Thread::isAlive), threads().toList().toString());
    }

    private static Stream<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(KeySetRequest.THREAD));
    }
}
