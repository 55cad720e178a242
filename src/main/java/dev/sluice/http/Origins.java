package dev.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Which pages a request may come from. Browsers name the page's origin where it is another one, and on each POST. */
final class Origins {
    private final Set<String> allowed;

    Origins(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** Whether the request comes from a page of an origin that is allowed. */
    boolean isAllowed(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && allowed.contains(origin);
    }

    /** Whether the request comes from a page of an origin other than the one that is asked. */
    static boolean isForeign(HttpServletRequest request) {
        // Only sent to trustworthy addresses, but there it cannot be wrong.
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !origin.replaceFirst("^https?://", "").equals(request.getHeader("Host"));
    }
}
