package dev.sluice.http.answer;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** The methods of requests. */
public final class Methods {
    /** Those that change nothing. */
    public static final Set<String> READING = Set.of("GET", "HEAD");

    private Methods() {}

    /** Returns true if a request changes nothing. */
    public static boolean isReading(HttpServletRequest request) {
        return READING.contains(request.getMethod());
    }
}
