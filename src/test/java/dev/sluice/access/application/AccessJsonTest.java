package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Right;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessJsonTest {
    private static Access read(String json) throws AccessException {
        return AccessJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static AccessException refused(byte[] body) {
        AccessException refusal = assertThrows(AccessException.class, () -> AccessJson.read(body));
        assertEquals(Kind.UNAVAILABLE, refusal.kind());
        return refusal;
    }

    @Test
    void readsAllMembers() throws Exception {
        Access access = read("""
                {"sub": "anna", "take": ["inbox:42", "jobs:*"], "read": ["news"], "publish": ["chat"],
                 "send": ["bert"], "expires": 1800000000, "other": {"take": ["*"]}}""");
        assertEquals(Optional.of("anna"), access.user());
        assertEquals(List.of("inbox:42", "jobs:*"), access.grants().texts(Right.TAKE));
        assertEquals(List.of("news"), access.grants().texts(Right.READ));
        assertEquals(List.of("chat"), access.grants().texts(Right.PUBLISH));
        assertEquals(List.of("bert"), access.grants().texts(Right.SEND));
        assertEquals(Optional.of(Instant.ofEpochSecond(1_800_000_000)), access.expires());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "\uFEFF{}",
                "{\"sub\": null, \"take\": null, \"read\": [], \"send\": null, \"expires\": null}"
            })
    void everythingIsOptional(String json) throws Exception {
        Access access = read(json);
        assertEquals(Optional.empty(), access.user());
        assertEquals(Optional.empty(), access.expires());
        for (Right right : Right.values()) {
            assertEquals(List.of(), access.grants().texts(right));
        }
    }

    @ParameterizedTest
    @CsvSource({"42, 42", "-7, -7", "0, 0", "9223372036854775807, 9223372036854775807", "'\"42\"', 42"})
    void readsUsersThatAreNumbers(String json, String user) throws Exception {
        assertEquals(Optional.of(user), read("{\"sub\": " + json + "}").user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795960800", "\"2026-11-29T14:00:00Z\"", "\"2026-11-29T15:00:00+01:00\""})
    void readsWhenAccessExpires(String json) throws Exception {
        assertEquals(
                Optional.of(Instant.parse("2026-11-29T14:00:00Z")),
                read("{\"expires\": " + json + "}").expires());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\": \"\"}",
                "{\"sub\": 4.2}",
                "{\"sub\": 1e3}",
                "{\"sub\": true}",
                "{\"sub\": [\"SECRET\"]}",
                "{\"sub\": \"a\\nSECRET\"}",
                "{\"sub\": 9223372036854775808}",
                "{\"take\": \"SECRET\"}",
                "{\"take\": {\"0\": \"SECRET\"}}",
                "{\"take\": [42]}",
                "{\"read\": [null]}",
                "{\"read\": [[\"SECRET\"]]}",
                "{\"publish\": [\"\"]}",
                "{\"send\": [\"\\u0000SECRET\"]}",
                "{\"expires\": 4.2}",
                "{\"expires\": \"SECRET\"}",
                "{\"expires\": \"1795960800\"}",
                "{\"expires\": true}",
                "{\"expires\": 1795960800000}",
                "{\"expires\": -9223372036854775808}",
                "{\"expires\": \"+1000000-01-01T00:00:00Z\"}"
            })
    void refusesMalformedMembers(String json) {
        AccessException refusal = refused(json.getBytes(StandardCharsets.UTF_8));
        String member = json.substring(2, json.indexOf('"', 2));
        assertEquals(
                "The application at SLUICE_AUTH_URL has answered with a malformed \"" + member + "\".",
                refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"SECRET\"",
                "[{}]",
                "{",
                "{} {}",
                "<b>Warning</b>: SECRET {}",
                "{\"sub\": \"SECRET\", \"sub\": \"b\"}",
                "{\"take\": [], \"take\": [\"*\"]}",
                "{'sub': 'SECRET'}",
                "{\"sub\": \"SECRET\"} trailing"
            })
    void refusesOtherBodies(String body) {
        AccessException refusal = refused(body.getBytes(StandardCharsets.UTF_8));
        assertFalse(refusal.getMessage().contains("SECRET"), refusal.getMessage());
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        refused("{\"sub\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
        refused("{}".getBytes(StandardCharsets.UTF_16));
    }

    @Test
    void refusesDeepNestingAndLongNames() {
        refused(("{\"a\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}").getBytes(StandardCharsets.UTF_8));
        refused(("{\"take\": [\"" + "a".repeat(513) + "\"]}").getBytes(StandardCharsets.UTF_8));
    }
}
