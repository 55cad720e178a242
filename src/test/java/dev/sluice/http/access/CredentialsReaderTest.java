package dev.sluice.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.access.Credentials;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request counts as the client's own. */
class CredentialsReaderTest {
    private static HttpServletRequest request(String method, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getHeader" -> all.get((String) arguments[0]);
                    case "getHeaders" ->
                        Collections.enumeration(Stream.ofNullable(all.get((String) arguments[0]))
                                .toList());
                    case "getCookies" -> cookies(all.get("Cookie"));
                    case "getQueryString" -> all.get("?");
                    default -> throw new AssertionError(called);
                });
    }

    private static Cookie[] cookies(String header) {
        return header == null
                ? null
                : Stream.of(header.split("; "))
                        .map(cookie -> cookie.split("=", 2))
                        .map(cookie -> new Cookie(cookie[0], cookie[1]))
                        .toArray(Cookie[]::new);
    }

    private static Credentials read(boolean mayUseCookies, HttpServletRequest request) {
        return new CredentialsReader("sluice_token", any -> mayUseCookies).read(request, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, true, , , COOKIE",
        "GET, false, , , NONE",
        "POST, true, , , NONE",
        "POST, true, Sec-Fetch-Site, same-origin, COOKIE",
        "POST, true, Origin, https://shop.example, COOKIE",
        "POST, false, Origin, https://evil.example, NONE",
        "DELETE, true, , , NONE",
        "HEAD, true, , , COOKIE",
    })
    void cookiesCountIfThePageIsKnown(
            String method, boolean mayUseCookies, String header, String value, Credentials.Place place) {
        Map<String, String> headers = new TreeMap<>(Map.of("Cookie", "a=b; sluice_token=t"));
        if (header != null) {
            headers.put(header, value);
        }
        Credentials read = read(mayUseCookies, request(method, headers));
        assertEquals(place, read.place());
        assertEquals(place == Credentials.Place.COOKIE, read.token().isPresent());
        assertEquals(place == Credentials.Place.COOKIE, read.cookies().isPresent());
    }

    @Test
    void authorizationOfBrowsersCountsAsCookiesDo() {
        HttpServletRequest basic = request("POST", Map.of("Authorization", "Basic YTpi"));
        assertEquals(Optional.of("Basic YTpi"), read(true, basic).authorization());
        assertEquals(Optional.empty(), read(false, basic).authorization());
        HttpServletRequest bearer = request("POST", Map.of("Authorization", "bearer t"));
        assertEquals(Optional.of("bearer t"), read(false, bearer).authorization());
        assertEquals(Optional.of("t"), read(false, bearer).token());
    }

    @Test
    void credentialsShowNoSecret() {
        Credentials read =
                read(true, request("GET", Map.of("Cookie", "sluice_token=secret", "Authorization", "Bearer secret")));
        assertFalse(read.toString().contains("secret"), read.toString());
    }

    @ParameterizedTest
    @CsvSource({"token=t, true", "a=b&token=, true", "atoken=t, false", "a=token=t, false"})
    void aTokenInTheAddressIsSeen(String query, boolean isSeen) {
        assertEquals(isSeen, CredentialsReader.bringsToken(request("POST", Map.of("?", query))));
    }
}
