package dev.sluice.http;

import dev.sluice.http.answer.Methods;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** The paths that filters need too. */
final class HttpPaths {
    static final String STREAM = "/sse";
    static final String CONNECTIONS = "/connections";
    static final String ACK = "/ack";
    static final String READY = "/health/ready";
    static final String ACCEPTING = "/health/accepting";
    static final String SERVING = "/health/serving";
    static final String ADMIN = "/admin/";
    static final String ALL_QUEUES = "/queues/*";
    static final String ALL_TOPICS = "/topics/*";
    static final String PUBLISH = "/publish";
    static final String DIRECT = "/direct";
    static final String RENEW = "/renew";

    private static final Pattern PAGES = Pattern.compile("/|/health/.*|/metrics|/[a-z-]+\\.(?:html|js|css|svg|png)");

    private HttpPaths() {}

    /** Returns the path of a request, below that of the application. */
    static String of(HttpServletRequest request) {
        return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    /** Returns true if a request reads a page, or data that belongs to no user. */
    static boolean isPage(HttpServletRequest request) {
        return Methods.isReading(request) && PAGES.matcher(of(request)).matches();
    }
}
