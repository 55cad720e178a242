package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.testing.Tokens;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code token}, and {@code check-config --token}, which says what a token may do. */
class TokenCommandTest {
    private static final String KEY = "--auth-key=" + Tokens.KEY;
    private static final String[] CHANNELS = {"--queues=inbox:*", "--topics=news,orders:*"};

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<String> words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    private static List<String> words(String command, String... options) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(Arrays.asList(options));
        return words;
    }

    private String make(String... options) {
        List<String> words = words("token", options);
        words.add(KEY);
        assertEquals(0, run(words), err.toString());
        String token = out.toString().strip();
        out.getBuffer().setLength(0);
        return token;
    }

    private static JsonNode claims(String token) {
        assertTrue(token.matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+"), token);
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private int check(String token, String... options) {
        List<String> words = words("check-config", options);
        words.addAll(List.of(CHANNELS));
        words.addAll(List.of(KEY, "--token", token));
        return run(words);
    }

    @Test
    void theTokenAloneIsPrinted() {
        JsonNode claims = claims(make(
                "--sub",
                "ann",
                "--take",
                "inbox:1, jobs",
                "--read=a:*",
                "--send",
                "bob",
                "--claim",
                "tenant=a=b",
                "--claim=plan=x",
                "--expires",
                "10m"));
        assertEquals("ann", claims.get("sub").asString());
        assertEquals(600, claims.get("exp").asLong() - claims.get("iat").asLong());
        assertEquals(
                "{\"take\":[\"inbox:1\",\"jobs\"],\"read\":[\"a:*\"],\"send\":[\"bob\"]}",
                claims.get("sluice").toString());
        assertEquals("a=b", claims.get("tenant").asString());
        assertEquals("x", claims.get("plan").asString());
        assertFalse(claims.has("iss") || claims.has("aud"));
    }

    @Test
    void anHourIsTheUsualLifetime() {
        JsonNode claims = claims(make());
        assertEquals(3600, claims.get("exp").asLong() - claims.get("iat").asLong());
        assertFalse(claims.has("sub") || claims.has("sluice"));
        JsonNode shorter = claims(make("--auth-max-lifetime", "5m"));
        assertEquals(300, shorter.get("exp").asLong() - shorter.get("iat").asLong());
    }

    @Test
    void issuerAndAudienceComeFromTheSettings() {
        JsonNode claims = claims(make("--auth-issuer", "shop", "--auth-audience", "sluice"));
        assertEquals("shop", claims.get("iss").asString());
        assertEquals("sluice", claims.get("aud").asString());
        JsonNode any = claims(make("--auth-issuer", "*", "--auth-audience", "*"));
        assertFalse(any.has("iss") || any.has("aud"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--expires 25h  | --expires 25h is invalid: it must be from 1000ms to 86400s (SLUICE_AUTH_MAX_LIFETIME).",
                "--expires soon | --expires soon is invalid: it must be a duration",
                "--claim exp=1  | --claim cannot set exp: another option or setting does.",
                "--claim sub=x  | --claim cannot set sub",
                "--claim x      | KEY=VALUE",
                "--auth-keyy=x  | Unknown option: '--auth-keyy'. Perhaps: --auth-key",
            })
    void wrongOptionsAreSaidInOneLine(String options, String said) {
        List<String> words = words("token", options.split(" "));
        words.add(KEY);
        assertEquals(2, run(words));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains(said), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void withoutASecretThereIsNoToken() throws Exception {
        assertEquals(2, run(words("token", "--sub", "ann")));
        assertEquals(2, run(words("token", "--auth-url", "http://127.0.0.1/auth.php")));
        assertTrue(err.toString().lines().allMatch(line -> line.contains("set SLUICE_AUTH_KEY")), err.toString());
        err.getBuffer().setLength(0);
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----";
        assertEquals(2, run(words("token", "--auth-key=" + pem)));
        assertTrue(err.toString().startsWith("SLUICE_AUTH_KEY cannot sign a token"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void tooLongATokenIsNotPrinted() {
        assertEquals(1, run(words("token", KEY, "--sub", "x".repeat(9000))));
        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("A node would refuse the token. "), err.toString());
    }

    @Test
    void unknownOptionsValueIsNotShown() {
        assertEquals(2, run(words("serve", "--auth-keyy=hunter2", "--port", "0")));
        assertEquals(2, run(words("serve", "--admin-tokenn", "hunter2")));
        assertFalse(err.toString().contains("hunter2"), err.toString());
    }

    @Test
    void aCheckSaysWhatATokenMayDo() {
        String token = make("--sub", "ann", "--take", "inbox:ann,jobs", "--read", "news*", "--send", "bob");
        assertEquals(0, check(token, "--grant-read=orders:{sub},orders:{tenant}:{sub}", "--anonymous-publish=news"));
        String text = out.toString();
        assertTrue(text.contains("\nThe token is valid. The user is ann. It expires at 20"), text);
        assertTrue(text.endsWith("""

                right    granted     served here
                take     inbox:ann   yes
                take     jobs        no
                read     orders:ann  yes
                read     news*       yes
                publish  news        yes
                send     bob         -

                The template "orders:{tenant}:{sub}" gives nothing: the claim "tenant" is missing.
                """), text);
        assertFalse(text.contains(token) || text.contains(Tokens.KEY), text);
    }

    @Test
    void publishingThatIsOffIsSaid() {
        assertEquals(0, check(make("--publish", "news"), "--http-publish=off", "--auth-url=http://127.0.0.1/auth.php"));
        assertTrue(out.toString().contains("publish  news     no: publishing over HTTP is off"), out.toString());
        assertTrue(out.toString().contains("It has no user (sub)."), out.toString());
        assertTrue(out.toString().endsWith("\n\nFor anything else, a node asks the application.\n"), out.toString());
    }

    @Test
    void aTokenWithoutGrantsGivesNothing() {
        assertEquals(0, check(make("--sub", "\u001bann")));
        assertTrue(out.toString().contains("The user is \\u{1b}ann."), out.toString());
        assertTrue(out.toString().endsWith("It grants nothing.\n"), out.toString());
    }

    @Test
    void invalidTokensAreSaidOnStandardError() {
        assertEquals(1, check(Tokens.of("ann", -1, Map.of())));
        assertEquals("The token has expired.\n", err.toString());
        err.getBuffer().setLength(0);
        assertEquals(1, check("x"));
        assertEquals("The token is not a JWT: it does not have three parts.\n", err.toString());
    }

    @Test
    void aCheckNeedsAKey() {
        assertEquals(2, run(words("check-config", "--token", "x")));
        assertEquals(2, run(words("check-config", "--token", "x", "--auth-url=http://127.0.0.1/")));
        assertEquals(2, err.toString().lines().count());
        assertTrue(err.toString().contains("neither SLUICE_AUTH_KEY nor SLUICE_AUTH_JWKS_URL is set"), err.toString());
    }

    @Test
    void aTokenMayComeFromStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((make("--sub", "ann") + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            assertEquals(0, check("-"));
        } finally {
            System.setIn(before);
        }
        assertTrue(out.toString().contains("The user is ann."), out.toString());
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void keysOfTheIssuerAreFetched() throws Exception {
        KeyPair keys = keyPair();
        var key = (java.security.interfaces.RSAPublicKey) keys.getPublic();
        byte[] document = ("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\""
                        + base64(key.getModulus().toByteArray()) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        String signed = base64("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + Tokens.of("ann").split("\\.")[1];
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        String token = signed + "." + base64(signature.sign());
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document);
            exchange.close();
        });
        issuer.start();
        String url = "--auth-jwks-url=http://127.0.0.1:" + issuer.getAddress().getPort();
        String[] any = {"--auth-issuer=*", "--auth-audience=*"};
        try {
            assertEquals(0, check(token, url + "/keys", any[0], any[1]), err.toString());
            assertEquals(1, check(token, url + "/nothing", any[0], any[1]));
        } finally {
            issuer.stop(0);
        }
        assertTrue(err.toString().contains("cannot be fetched"), err.toString());
    }
}
