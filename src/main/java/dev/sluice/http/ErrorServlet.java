package dev.sluice.http;

import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to the container's own errors, such as an unknown path: a problem. */
final class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ErrorServlet.class);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
                && code >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            LOG.error("A request for {} failed", path, failure);
        }
        Answer.of(problem(code, path)).send(response);
    }

    private static Problem problem(int status, String path) {
        return switch (status) {
            case HttpServletResponse.SC_NOT_FOUND -> Problem.notFound("There is nothing at " + path + ".");
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED ->
                Problem.methodNotAllowed(path + " does not take this method.");
            default -> new Problem(status, "Error " + status, "The request for " + path + " failed.");
        };
    }
}
