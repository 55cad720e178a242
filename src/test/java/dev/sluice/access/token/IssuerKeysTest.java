package dev.sluice.access.token;

import static dev.sluice.access.token.Verification.CLAIMS;
import static dev.sluice.access.token.Verification.assertValid;
import static dev.sluice.access.token.Verification.await;
import static dev.sluice.access.token.Verification.failure;
import static dev.sluice.access.token.Verification.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Claims;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerKeysTest {
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

    @Test
    void firstTokenFetchesKeysOnce() throws Exception {
        assertEquals(0, issuer.requests());
        assertValid(verifier, token("old", OLD));
        assertValid(verifier, token("old", OLD));
        assertEquals(1, issuer.requests());
    }

    @Test
    void startFetchesKeys() throws Exception {
        keys.start();
        issuer.awaitRequests(1);
        await(keys.fetchIfDue());
        assertTrue(verifier.verify(token("old", OLD)).isDone());
        assertEquals(1, issuer.requests());
    }

    @Test
    void keysAreFetchedAgainAfterFiveMinutes() throws Exception {
        assertValid(verifier, token("old", OLD));
        pass(Duration.ofMinutes(5).minusNanos(1));
        await(keys.fetchIfDue());
        assertEquals(1, issuer.requests());
        issuer.publish(Issuer.jwk("new", NEW));
        pass(Duration.ofNanos(1));
        await(keys.fetchIfDue());
        assertEquals(2, issuer.requests());
        assertValid(verifier, token("new", NEW));
        assertTrue(refusal(verifier, token("old", OLD)).contains("not known here (alg ES256, kid old)"));
    }

    @Test
    void rotatedKeysAreFetchedForTheirFirstToken() throws Exception {
        assertValid(verifier, token("old", OLD));
        issuer.publish(Issuer.jwk("old", OLD), Issuer.jwk("new", NEW));
        pass(IssuerKeys.PAUSE);
        assertValid(verifier, token("new", NEW));
        assertValid(verifier, token("old", OLD));
        assertEquals(2, issuer.requests());
    }

    @Test
    void unknownKeysAreAskedForWithPauses() throws Exception {
        assertValid(verifier, token("old", OLD));
        for (int i = 0; i < 20; i++) {
            assertTrue(refusal(verifier, token("unknown" + i, NEW)).contains("kid unknown" + i));
        }
        assertEquals(1, issuer.requests());
        pass(IssuerKeys.PAUSE);
        for (int i = 0; i < 20; i++) {
            refusal(verifier, token("unknown" + i, NEW));
        }
        assertEquals(2, issuer.requests());
        pass(IssuerKeys.PAUSE.minusNanos(1));
        refusal(verifier, token("unknown", NEW));
        assertEquals(2, issuer.requests());
    }

    @Test
    void manyUnknownKeysWaitForOneRequest() throws Exception {
        List<String> tokens = new ArrayList<>(); // signing takes its time, and a request for keys has 5 s
        for (int i = 0; i < 500; i++) {
            tokens.add(token(i % 2 == 0 ? "new" : "unknown" + i, NEW));
        }
        issuer.hold();
        issuer.publish(Issuer.jwk("old", OLD), Issuer.jwk("new", NEW));
        List<CompletableFuture<Claims>> waiting =
                tokens.stream().map(verifier::verify).toList();
        issuer.awaitRequests(1);
        assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        issuer.release();
        for (int i = 0; i < 500; i++) {
            if (i % 2 == 0) {
                assertEquals(Optional.of("anna"), await(waiting.get(i)).subject());
            } else {
                failure(waiting.get(i), Kind.UNKNOWN_CLIENT);
            }
        }
        assertEquals(1, issuer.requests());
    }

    @Test
    void waitingTokensAreBounded() throws Exception {
        issuer.hold();
        List<CompletableFuture<List<VerificationKey>>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(keys.find("ES256", Optional.of("old")));
        }
        assertEquals(
                "Too many tokens wait for the keys of their issuer.",
                failure(keys.find("ES256", Optional.of("old")), Kind.UNAVAILABLE));
        issuer.release();
        for (CompletableFuture<List<VerificationKey>> found : waiting) {
            assertEquals(1, await(found).size());
        }
        assertEquals(1, await(keys.find("ES256", Optional.of("old"))).size());
    }

    @Test
    void keyWithTheNameOnlyIsTried() throws Exception {
        issuer.publish(Issuer.jwk("old", OLD), Issuer.jwk("new", NEW));
        assertTrue(refusal(verifier, token("old", NEW)).contains("signature is not by a key"));
        assertValid(verifier, token("new", NEW));
    }

    @Test
    void keysWithTheSameNameAreAllTried() throws Exception {
        issuer.publish(Issuer.jwk("old", OLD), Issuer.jwk("old", NEW), Issuer.jwk("old", Signer.ec("secp384r1")));
        assertValid(verifier, token("old", OLD));
        assertValid(verifier, token("old", NEW));
        assertEquals(1, issuer.requests());
    }

    @Test
    void tokenWithoutKeyNameTriesAllKeys() throws Exception {
        issuer.publish(Issuer.jwk("old", OLD), Issuer.jwk("new", NEW));
        assertValid(verifier, Signer.token("ES256", NEW.getPrivate(), CLAIMS));
        assertValid(verifier, Signer.token("ES256", OLD.getPrivate(), CLAIMS));
        refusal(verifier, Signer.token("ES256", Signer.ec("secp256r1").getPrivate(), CLAIMS));
    }

    @Test
    void knownKeyForOtherAlgorithmAsksNobody() throws Exception {
        assertValid(verifier, token("old", OLD));
        pass(IssuerKeys.PAUSE);
        refusal(
                verifier,
                Signer.token(
                        "{\"alg\":\"RS256\",\"kid\":\"old\"}",
                        "RS256",
                        Signer.rsa(2048).getPrivate(),
                        CLAIMS));
        refusal(verifier, Signer.token("{\"alg\":\"HS256\",\"kid\":\"x\"}", "HS256", Signer.secret("x"), CLAIMS));
        assertEquals(1, issuer.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/keys", "/keys", "http:///keys", "keys"})
    void addressIsThatOfAWebServer(String address) {
        assertThrows(IllegalArgumentException.class, () -> new IssuerKeys(URI.create(address), time::get));
    }
}
