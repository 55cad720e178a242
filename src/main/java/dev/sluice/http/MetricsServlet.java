package dev.sluice.http;

import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.metrics.Metrics;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** {@code GET /metrics}. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient AsyncRequests requests;
    private final transient Metrics metrics;

    MetricsServlet(AsyncRequests requests, Metrics metrics) {
        this.requests = requests;
        this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        requests.readFigures(request, this::answer);
    }

    /** Returns the figures; may wait for Redis. */
    private Answer answer() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(text);
        Map<String, String> headers = Map.of("Content-Type", Metrics.CONTENT_TYPE, "Cache-Control", "no-store");
        return new Answer(HttpServletResponse.SC_OK, headers, text.toByteArray());
    }
}
