package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.token.Issuer;
import dev.sluice.access.token.Signer;
import dev.sluice.testing.Await;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Parts;
import dev.sluice.testing.TwoNodes;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes that fetch the keys of an issuer, which rotates them and is away for a while. */
class IssuerIT {
    private static final KeyPair FIRST = Signer.ec("secp256r1");
    private static final KeyPair SECOND = Signer.ec("secp256r1");

    private Issuer issuer;
    private TwoNodes nodes;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        issuer.publish(Issuer.jwk("first", FIRST));
        nodes = TwoNodes.start(
                "--queues",
                "inbox:*",
                "--topics",
                "orders:*",
                "--auth-jwks-url",
                issuer.address().toString(),
                "--auth-issuer",
                "shop",
                "--auth-audience",
                "sluice",
                "--grant-take",
                "inbox:{sub}",
                "--grant-read",
                "orders:{sub}");
    }

    @AfterEach
    void stop() throws Exception {
        Parts.close(nodes, issuer);
    }

    private static String token(String keyId, KeyPair pair, String user) {
        return Signer.token(
                "{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\"}",
                "ES256",
                pair.getPrivate(),
                "{\"iss\":\"shop\",\"aud\":\"sluice\",\"sub\":\"" + user + "\",\"exp\":"
                        + (Instant.now().getEpochSecond() + 600) + "}");
    }

    private List<NodeProcess> both() {
        return List.of(nodes.node(), nodes.other());
    }

    private static EventStream open(NodeProcess node, String token) throws Exception {
        return EventStream.open(node.uri("/sse?queue=inbox:ann&token=" + token)).awaitConnected();
    }

    private static HttpResponse<String> history(NodeProcess node, String token) throws Exception {
        return node.get("/topics/orders:ann/events", "Authorization", "Bearer " + token);
    }

    @Test
    void rotatedKeysEndNoOpenStream() throws Exception {
        String old = token("first", FIRST, "ann");
        try (EventStream stream = open(nodes.node(), old);
                EventStream other = open(nodes.other(), old)) {
            issuer.publish(Issuer.jwk("second", SECOND));
            for (NodeProcess node : both()) {
                // A node asks its issuer at most every 10 s.
                Await.until(
                        "the new key",
                        () -> history(node, token("second", SECOND, "ann")).statusCode() == 200);
                assertEquals(403, history(node, token("second", SECOND, "bob")).statusCode());
                assertEquals(401, history(node, old).statusCode(), "the key is withdrawn");
                open(node, token("second", SECOND, "ann")).close();
                assertEquals(401, history(node, token("second", FIRST, "ann")).statusCode(), "the name of another key");
            }
            assertFalse(stream.isEnded());
            assertFalse(other.isEnded());
            for (int i = 0; i < 10; i++) {
                nodes.client().lpush("inbox:ann", "message " + i);
            }
            Await.until(
                    "all messages",
                    () -> stream.messages().size() + other.messages().size() == 10);
        }
    }

    @Tag("long")
    @Test
    void knownKeysOutliveTheirIssuer() throws Exception {
        for (NodeProcess node : both()) {
            assertEquals(200, history(node, token("first", FIRST, "ann")).statusCode());
        }
        issuer.trouble(Issuer.Trouble.REFUSED);
        issuer.publish(Issuer.jwk("first", FIRST), Issuer.jwk("second", SECOND));
        String unknown = token("second", SECOND, "ann");
        for (NodeProcess node : both()) {
            Await.until("a request in vain", () -> history(node, unknown).statusCode() == 503);
            assertTrue(
                    history(node, unknown).headers().firstValue("Retry-After").isPresent());
            try (EventStream away = EventStream.open(node.uri("/sse?queue=inbox:ann&token=" + unknown))) {
                Await.until("the end", away::isEnded);
                assertTrue(away.head().startsWith("HTTP/1.1 200 "), away.head());
                assertTrue(away.parser().reconnectionMillis().isPresent());
            }
            open(node, token("first", FIRST, "ann")).close();
            assertEquals(403, history(node, token("first", FIRST, "bob")).statusCode());
        }
        issuer.trouble(Issuer.Trouble.NONE);
        for (NodeProcess node : both()) {
            Await.until("the new key", () -> history(node, unknown).statusCode() == 200);
        }
    }
}
