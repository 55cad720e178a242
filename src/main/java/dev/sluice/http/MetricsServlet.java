package dev.sluice.http;

import dev.sluice.metrics.NodeMetrics;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /metrics}. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient NodeMetrics metrics;

    MetricsServlet(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(NodeMetrics.CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        metrics.write(response.getOutputStream());
    }
}
