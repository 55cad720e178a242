package dev.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a request failed.
 *
 * @param status the HTTP status
 * @param title what the status means
 * @param detail one sentence about this request
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>
 */
record Problem(int status, String title, String detail) {
    static Problem badRequest(String detail) {
        return new Problem(HttpServletResponse.SC_BAD_REQUEST, "Bad Request", detail);
    }

    static Problem forbidden(String detail) {
        return new Problem(HttpServletResponse.SC_FORBIDDEN, "Forbidden", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(HttpServletResponse.SC_NOT_FOUND, "Not Found", detail);
    }

    static Problem methodNotAllowed(String detail) {
        return new Problem(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Method Not Allowed", detail);
    }

    static Problem tooLarge(String detail) {
        return new Problem(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "Content Too Large", detail);
    }

    static Problem unavailable(String detail) {
        return new Problem(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Service Unavailable", detail);
    }

    void send(HttpServletResponse response) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        Json.send(response, status, "application/problem+json", body);
    }

    /** The problem that stands for an error that the container found. */
    static Problem ofError(HttpServletRequest request, int status) {
        String path = String.valueOf(request.getAttribute("jakarta.servlet.error.request_uri"));
        return switch (status) {
            case HttpServletResponse.SC_NOT_FOUND -> notFound("There is nothing at " + path + ".");
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> methodNotAllowed("Not at " + path + ".");
            default -> new Problem(status, "Error " + status, "The request for " + path + " failed.");
        };
    }
}
