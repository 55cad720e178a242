package dev.sluice.http;

import dev.sluice.config.Origin;
import dev.sluice.http.answer.Methods;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The origins that requests may come from. Thread-safe. */
final class Origins {
    private final List<Origin> allowed;
    private final Proxies proxies;

    /** @param allowed the origins besides the node's own */
    Origins(List<Origin> allowed, Proxies proxies) {
        this.allowed = allowed;
        this.proxies = proxies;
    }

    /** Returns the allowed origin, a wildcard only if no other does, that matches the request's; empty if none does. */
    Optional<Origin> allowed(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Origin"))
                .flatMap(Origin::parse)
                .flatMap(origin -> allowed.stream()
                        .filter(one -> one.covers(origin))
                        .min(Comparator.comparing(Origin::isWildcard)));
    }

    /**
     * Returns true if a request's cookies count: it comes from no page of another origin, or from one whose origin is
     * allowed by name.
     */
    boolean mayUseCookies(HttpServletRequest request) {
        return allowed(request).filter(origin -> !origin.isWildcard()).isPresent() || !isForeign(request);
    }

    /** Returns true if a request comes from a page of another origin than the node's own. */
    boolean isForeign(HttpServletRequest request) {
        // Sent to trustworthy addresses only, but no page can forge it. "none": no page has made the request.
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !(site.equals("none") && Methods.isReading(request));
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

    /** Returns true if the browser may have used this scheme: TLS may end at a proxy that does not say so. */
    private boolean mayHaveScheme(HttpServletRequest request, String scheme) {
        return proxies.scheme(request)
                .map(scheme::equals)
                .orElseGet(() -> scheme.equals("https") || scheme.equals("http") && !request.isSecure());
    }
}
