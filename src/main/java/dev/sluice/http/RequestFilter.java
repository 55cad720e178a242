package dev.sluice.http;

import dev.sluice.config.Origin;
import dev.sluice.config.Setting;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Methods;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.UnreadBody;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter that every request must pass. Pages of other origins may use only what is open to all, unless their origin
 * is allowed: their requests would carry cookies, and take messages that the page cannot read. A new endpoint is closed
 * to them by default.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, "CORS protocol"</a>
 */
final class RequestFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    private static final int MAX_LOGGED = 100;

    private final transient Origins origins;
    private final transient Predicate<HttpServletRequest> bringsToken;
    private final transient AsyncRequests requests;
    /** The refused origins that were logged. */
    private final transient Set<String> logged = ConcurrentHashMap.newKeySet();

    /** @param bringsToken true for a request whose authority is a token that its page has added itself */
    RequestFilter(Origins origins, Predicate<HttpServletRequest> bringsToken, AsyncRequests requests) {
        this.origins = origins;
        this.bringsToken = bringsToken;
        this.requests = requests;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean hasBody = UnreadBody.isIn(request);
        boolean mayBeRead = hasBody && request.getMethod().equals("POST");
        if (hasBody && !mayBeRead) {
            UnreadBody.closeAfter(request, response);
        }
        Problem problem = hasBody ? faultWithBody(request) : fault(request);
        if (problem == null) {
            answer(request, mayBeRead ? UnreadBody.closingAfterErrors(request, response) : response, chain);
        } else {
            requests.refuse(request, response, problem);
        }
        if (hasBody && !request.isAsyncStarted()) {
            UnreadBody.drop(request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Content-Security-Policy", "frame-ancestors 'none'");
        response.addHeader("Vary", "Origin");
        Optional<Origin> allowed = isForOperators(request) ? Optional.empty() : origins.allowed(request);
        allowed.ifPresent(origin -> allow(origin, request, response));
        if (allowed.isEmpty() && !isOpen(request) && origins.isForeign(request) && !isTokenEnough(request)) {
            refuse(request, response);
        } else if (isPreflight(request)) {
            answerPreflight(allowed.isPresent(), response);
        } else {
            chain.doFilter(request, request.getMethod().equals("OPTIONS") ? new WithoutTrace(response) : response);
        }
    }

    /** A response without TRACE, which servlets name among the methods that they allow, but no address takes. */
    private static final class WithoutTrace extends HttpServletResponseWrapper {
        WithoutTrace(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, name.equals("Allow") ? value.replaceAll("(?:, )?TRACE(?=,|$)", "") : value);
        }
    }

    private static Problem fault(HttpServletRequest request) {
        if (!METHODS.contains(request.getMethod())) {
            return Problem.methodNotAllowed("No path takes the method " + request.getMethod() + ".");
        }
        String fault = PathFault.of(request.getRequestURI());
        return fault == null ? null : Problem.badRequest("The path " + fault + ".");
    }

    /** Refuses bodies at a container's own servlet, which answers pages and is not asynchronous. */
    private static Problem faultWithBody(HttpServletRequest request) {
        Problem problem = fault(request);
        if (problem != null
                || Registrations.isOwn(request.getHttpServletMapping().getServletName())) {
            return problem;
        }
        return Problem.badRequest("Only endpoints take a body, and " + HttpPaths.of(request) + " is none.");
    }

    private static void allow(Origin origin, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
        if (!origin.isWildcard()) {
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
    }

    /** Returns true for a request that changes something by the authority of a token, and so of no cookie. */
    private boolean isTokenEnough(HttpServletRequest request) {
        return !Methods.isReading(request) && !isPreflight(request) && bringsToken.test(request);
    }

    /** Returns true for what operators use, with a secret that no other page shall have. */
    private static boolean isForOperators(HttpServletRequest request) {
        String path = HttpPaths.of(request);
        return path.startsWith(HttpPaths.ADMIN) || path.equals(HttpPaths.CONNECTIONS);
    }

    private static boolean isOpen(HttpServletRequest request) {
        // A client that knows a message's id has the message.
        return HttpPaths.of(request).equals(HttpPaths.ACK) || HttpPaths.isPage(request);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void answerPreflight(boolean allowed, HttpServletResponse response) {
        response.addHeader("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        if (allowed) {
            response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
            response.setHeader(
                    "Access-Control-Allow-Headers", "Authorization, Cache-Control, Content-Type, Last-Event-ID");
            response.setHeader("Access-Control-Max-Age", "600");
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String origin = String.valueOf(request.getHeader("Origin"));
        if (logged.size() < MAX_LOGGED && logged.add(origin)) {
            LOG.info(
                    "Refused a page of the origin {} for {}: {} does not name it, and it is not this node's own ({})",
                    origin,
                    request.getRequestURI(),
                    Setting.ALLOWED_ORIGINS.environmentName(),
                    request.getHeader("Host"));
        }
        String verb = Methods.isReading(request) ? "read from this node; " : "post to this node; ";
        Problem problem =
                Problem.forbidden("Pages of this origin may not " + verb + Setting.ALLOWED_ORIGINS.environmentName()
                        + " does not name it. If a proxy changes the Host, let the proxy send X-Forwarded-Host, and"
                        + " name it in " + Setting.TRUSTED_PROXIES.environmentName() + ".");
        requests.refuse(request, response, problem);
    }
}
