package dev.sluice.http;

import dev.sluice.config.Setting;
import dev.sluice.connection.RetryDelay;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter of a node without a configured Redis, which serves browsers on this machine only. Behind a proxy it would
 * take its share of the browsers and send them nothing: applications push into another Redis.
 */
final class LoopbackFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final String REASON =
            Setting.REDIS_URL.environmentName() + " is not set, so this node uses an embedded"
                    + " Redis and serves only browsers on the same machine, without a proxy. Set it to the URL of your Redis, or"
                    + " to \"embedded\".";

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackFilter.class);

    private final transient AsyncRequests requests;
    private final transient RetryDelay retry;

    LoopbackFilter(AsyncRequests requests, RetryDelay retry) {
        this.requests = requests;
        this.retry = retry;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getServletPath();
        boolean isHealth = path.equals(HttpPaths.READY) || path.equals(HttpPaths.ACCEPTING);
        boolean isPage = HttpPaths.isPage(request) && !path.equals(HttpPaths.SERVING);
        if (isLocal(request) || !isHealth && isPage) {
            chain.doFilter(request, response);
            return;
        }
        LOG.warn("A request from another machine or through a proxy was refused: {}", REASON);
        if (isHealth) {
            Answer.json(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            Map.of("status", "not ready", "accepting", false, "reasons", List.of(REASON)))
                    .send(response);
        } else if (path.equals(HttpPaths.STREAM)) {
            SseServlet.beginStream(request, response);
            SseServlet.end(response, retry.lastWords(REASON));
        } else {
            requests.refuse(request, response, Problem.unavailable(REASON));
        }
    }

    private static boolean isLocal(HttpServletRequest request) throws IOException {
        // An address and not a name, so there is no look-up.
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress() && !Proxies.isForwarded(request);
    }
}
