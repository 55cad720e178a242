package dev.sluice.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters in a request's address, each at most once. The body is left alone, which the container would take for a form. */
final class QueryParameters {
    private final Map<String, String> values = new HashMap<>();

    /**
     * @param query what follows the question mark, or null where there is none
     * @throws RefusedException where it is malformed or has one twice
     */
    QueryParameters(String query) throws RefusedException {
        if (query == null) {
            return;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (values.put(name, parts.length == 1 ? "" : decode(parts[1])) != null) {
                throw new RefusedException(Problem.badRequest("The parameter \"" + name + "\" is given twice."));
            }
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static String decode(String text) throws RefusedException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Problem.badRequest("The address has a % that begins no escape."));
        }
    }
}
