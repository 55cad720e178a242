package dev.sluice.http;

import dev.sluice.config.Networks;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The headers that proxies add to requests. Only those of trusted proxies count. Thread-safe. */
final class Proxies {
    private static final Pattern SIGN = Pattern.compile("Forwarded|X-Forwarded-.*|Via", Pattern.CASE_INSENSITIVE);

    private final Networks trusted;

    Proxies(Networks trusted) {
        this.trusted = trusted;
    }

    /** Returns true if a proxy has passed the request on. */
    static boolean isForwarded(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> SIGN.matcher(name).matches());
    }

    /** Returns the host and port that the browser asked for, as far as known; empty if there is none. */
    String authority(HttpServletRequest request) {
        return forwarded(request, "X-Forwarded-Host")
                .orElseGet(() -> Optional.ofNullable(request.getHeader("Host")).orElse(""));
    }

    /** Returns the scheme that the browser used, in lower case, if a proxy says it. */
    Optional<String> scheme(HttpServletRequest request) {
        return forwarded(request, "X-Forwarded-Proto").map(scheme -> scheme.toLowerCase(Locale.ROOT));
    }

    /** Returns the rightmost value: the browser may have written the others. */
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
