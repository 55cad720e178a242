package dev.sluice.http;

import dev.sluice.config.Setting;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets pages of chosen origins read streams and histories, with their cookies: the exact origin is echoed, since {@code *} does not
 * do for requests with credentials. Other pages of other origins are refused: their browsers would throw away what they
 * get, messages with it.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, "CORS protocol"</a>
 */
final class OriginFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Origins origins;

    OriginFilter(Origins origins) {
        this.origins = origins;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.addHeader("Vary", "Origin");
        if (origins.isAllowed(request)) {
            response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
            response.setHeader("Access-Control-Allow-Credentials", "true");
        } else if (Origins.isForeign(request)) {
            String verb = request.getMethod().equals("POST") ? "post here; " : "read what is sent here; ";
            Problem.forbidden("Pages of this origin may not " + verb + Setting.ALLOWED_ORIGINS.environmentName()
                            + " does not name it.")
                    .send(response);
            return;
        }
        chain.doFilter(request, response);
    }
}
