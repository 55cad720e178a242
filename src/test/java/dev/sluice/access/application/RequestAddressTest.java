package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestAddressTest {
    private static final Need INBOX = new Need(Right.TAKE, "inbox:42");
    private static final Credentials STRANGER = credentials(null, null, null);

    private final RequestAddress address = new RequestAddress(URI.create("http://localhost/auth.php"));

    private static Credentials credentials(String cookies, String authorization, String origin) {
        return new Credentials(
                Optional.empty(),
                Place.NONE,
                Optional.ofNullable(cookies),
                Optional.ofNullable(authorization),
                Optional.ofNullable(origin));
    }

    private Map<String, List<String>> headers(Credentials credentials) throws AccessException {
        return address.request(credentials, List.of(INBOX)).http().headers().map();
    }

    private AccessException refused(Credentials credentials, List<Need> needs) {
        AccessException refusal = assertThrows(AccessException.class, () -> address.request(credentials, needs));
        assertEquals(Kind.MALFORMED, refusal.kind());
        return refusal;
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/auth.php, http://localhost/auth.php?take=inbox%3A42&read=a+%26%C3%A4",
        "https://localhost:8443/a?b=c, https://localhost:8443/a?b=c&take=inbox%3A42&read=a+%26%C3%A4"
    })
    void addsWhatIsAsked(String url, String asked) throws Exception {
        List<Need> needs = List.of(new Need(Right.READ, "a &\u00e4"), INBOX, INBOX);
        assertEquals(
                URI.create(asked),
                new RequestAddress(URI.create(url))
                        .request(STRANGER, needs)
                        .http()
                        .uri());
    }

    @Test
    void asksForEachRight() throws Exception {
        List<Need> needs = List.of(new Need(Right.SEND, "bert"), new Need(Right.PUBLISH, "chat"));
        assertEquals(
                "publish=chat&send=bert",
                address.request(STRANGER, needs).http().uri().getQuery());
    }

    @Test
    void sendsTheHeadersOfTheClient() throws Exception {
        assertEquals(
                Map.of(
                        "Accept", List.of("application/json"),
                        "Authorization", List.of("Basic abc"),
                        "Cookie", List.of("PHPSESSID=1; b=2"),
                        "Origin", List.of("https://shop.example")),
                headers(credentials("PHPSESSID=1;b=2", "Basic abc", "https://shop.example")));
        assertEquals(Map.of("Accept", List.of("application/json")), headers(STRANGER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-User: SECRET", "a\nb", "a\rb", "a\u0000b", "a\u007fb"})
    void refusesControlCharacters(String value) {
        for (Credentials hostile : List.of(
                credentials(value, null, null), credentials(null, value, null), credentials(null, null, value))) {
            assertFalse(refused(hostile, List.of(INBOX)).getMessage().contains("SECRET"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e4", "\u010d\u010a", "\ud83d\ude00"})
    void refusesOtherCharactersExceptInCookies(String value) throws Exception {
        refused(credentials(null, value, null), List.of(INBOX));
        refused(credentials(null, null, value), List.of(INBOX));
        assertEquals(
                List.of("PHPSESSID=1"),
                headers(credentials("a=" + value + "; PHPSESSID=1", null, null)).get("Cookie"));
    }

    @Test
    void refusesTooLongAddresses() throws Exception {
        String beginning = "http://localhost/auth.php?take=";
        String name = "a".repeat(4096 - beginning.length());
        address.request(STRANGER, List.of(new Need(Right.TAKE, name)));
        AccessException refusal = refused(STRANGER, List.of(new Need(Right.TAKE, name + "a")));
        assertTrue(refusal.getMessage().contains("4097"), refusal.getMessage());
    }

    @Test
    void differentRequestsHaveDifferentKeys() throws Exception {
        Set<String> keys = new HashSet<>();
        List<Credentials> clients = List.of(
                STRANGER,
                credentials("ab", null, null),
                credentials(null, "ab", null),
                credentials(null, null, "ab"),
                credentials("a", "b", null),
                credentials("b", "a", null),
                credentials("a", null, "b"));
        for (Credentials client : clients) {
            for (Right right : Right.values()) {
                keys.add(address.request(client, List.of(new Need(right, "a"))).key());
                keys.add(address.request(client, List.of(new Need(right, "a"), new Need(right, "b")))
                        .key());
                keys.add(address.request(client, List.of(new Need(right, "ab"))).key());
            }
        }
        assertEquals(clients.size() * 4 * 3, keys.size());
    }

    @Test
    void equalRequestsHaveOneKey() throws Exception {
        Need news = new Need(Right.READ, "news");
        Credentials client = credentials("PHPSESSID=1", null, null);
        ApplicationRequest request = address.request(client, List.of(INBOX, news));
        assertEquals(
                request.key(),
                address.request(client, List.of(news, INBOX, news)).key());
        assertNotEquals(request.key(), address.request(client, List.of(INBOX)).key());
        assertFalse(request.toString().contains("PHPSESSID"), request.toString());
    }
}
