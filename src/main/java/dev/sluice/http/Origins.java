package dev.sluice.http;

import dev.sluice.config.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/** Which pages a request may come from. Thread-safe. */
final class Origins {
    private final List<Origin> allowed;
    private final Proxies proxies;

    /** @param allowed origins besides the node's own */
    Origins(List<Origin> allowed, Proxies proxies) {
        this.allowed = allowed;
        this.proxies = proxies;
    }

    /** The allowed origin, perhaps a wildcard, that a request says that it comes from; empty if it says no such. */
    Optional<Origin> allowed(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Origin"))
                .flatMap(Origin::parse)
                .flatMap(origin ->
                        allowed.stream().filter(one -> one.covers(origin)).findFirst());
    }

    /** Whether a request comes from a page of another origin than the node's own. */
    boolean isForeign(HttpServletRequest request) {
        // Only sent to trustworthy addresses, but there it cannot be wrong. A request that no page has made is "none".
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !(site.equals("none") && RequestFilter.isReading(request));
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return !isOwn(request, Origin.parse(origin));
        }
        // A page may load this as an image or a frame, without an Origin.
        String referer = request.getHeader("Referer");
        return referer != null && !isOwn(request, Origin.parse(referer.replaceFirst("^([^:/?#]+://[^/?#]*).*$", "$1")));
    }

    private boolean isOwn(HttpServletRequest request, Optional<Origin> origin) {
        return origin.isPresent()
                && mayHaveScheme(request, origin.get().scheme())
                && Origin.withoutDefaultPort(origin.get().scheme(), proxies.authority(request))
                        .equals(origin.get().authority());
    }

    /** Where no proxy says by which scheme the browser asked, TLS may end at one that says nothing. */
    private boolean mayHaveScheme(HttpServletRequest request, String scheme) {
        return proxies.scheme(request)
                .map(scheme::equals)
                .orElseGet(() -> scheme.equals("https") || scheme.equals("http") && !request.isSecure());
    }
}
