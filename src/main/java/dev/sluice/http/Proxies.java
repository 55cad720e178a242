package dev.sluice.http;

import dev.sluice.config.Networks;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What proxies say of the requests that they pass on. Only trusted ones are believed. Thread-safe. */
final class Proxies {
    private static final Pattern SIGN = Pattern.compile("Forwarded|X-Forwarded-.*|Via", Pattern.CASE_INSENSITIVE);

    private final Networks trusted;

    Proxies(Networks trusted) {
        this.trusted = trusted;
    }

    /** Whether some proxy has passed the request on. */
    static boolean isForwarded(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> SIGN.matcher(name).matches());
    }

    /** Host and port that the browser asked for, as far as is known; empty for a request that has none. */
    String authority(HttpServletRequest request) {
        return forwarded(request, "X-Forwarded-Host")
                .orElseGet(() -> Optional.ofNullable(request.getHeader("Host")).orElse(""));
    }

    /** The scheme by which the browser asked, in lower case, if a proxy says it. */
    Optional<String> scheme(HttpServletRequest request) {
        return forwarded(request, "X-Forwarded-Proto").map(scheme -> scheme.toLowerCase(Locale.ROOT));
    }

    /** The rightmost value: what is left of it, the browser may have written. */
    private Optional<String> forwarded(HttpServletRequest request, String name) {
        if (!trusted.contains(request.getRemoteAddr())) {
            return Optional.empty();
        }
        List<String> lines = Collections.list(request.getHeaders(name));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String[] values = lines.get(lines.size() - 1).split(",", -1);
        return Optional.of(values[values.length - 1].strip()).filter(value -> !value.isEmpty());
    }
}
