package dev.sluice.http.limits;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests as limits see them: a peer, lines of X-Forwarded-For, and attributes. */
final class FakeRequest {
    private FakeRequest() {}

    static HttpServletRequest of(String peer, String... forwarded) {
        Map<String, Object> attributes = new HashMap<>();
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" ->
                        Collections.enumeration(
                                arguments[0].equals("X-Forwarded-For") ? List.of(forwarded) : List.of());
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    default -> throw new AssertionError(called);
                });
    }
}
