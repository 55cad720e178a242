package dev.sluice.http.health;

import dev.sluice.http.answer.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/** {@code GET /health/live}, {@code /health/ready} or {@code /health/accepting}: 200, or 503 with the reasons. */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Supplier<Health> health;

    public HealthServlet(Supplier<Health> health) {
        this.health = health;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Health now = health.get();
        int status = now.reasons().isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        Answer.json(status, now).send(response);
    }
}
