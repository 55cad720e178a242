package dev.sluice.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Turns the container's own errors, such as an unknown path, into problems. */
final class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        problem(code, String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)))
                .send(response);
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
