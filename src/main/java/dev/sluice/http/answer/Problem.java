package dev.sluice.http.answer;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reason why a request failed.
 *
 * @param status the HTTP status
 * @param title the status in words
 * @param detail one sentence about this request
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>
 */
public record Problem(int status, String title, String detail) {
    /** The type of the body. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public static Problem badRequest(String detail) {
        return new Problem(HttpServletResponse.SC_BAD_REQUEST, "Bad Request", detail);
    }

    public static Problem unauthorized(String detail) {
        return new Problem(HttpServletResponse.SC_UNAUTHORIZED, "Unauthorized", detail);
    }

    public static Problem forbidden(String detail) {
        return new Problem(HttpServletResponse.SC_FORBIDDEN, "Forbidden", detail);
    }

    public static Problem notFound(String detail) {
        return new Problem(HttpServletResponse.SC_NOT_FOUND, "Not Found", detail);
    }

    public static Problem methodNotAllowed(String detail) {
        return new Problem(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Method Not Allowed", detail);
    }

    static Problem timeout(String detail) {
        return new Problem(HttpServletResponse.SC_REQUEST_TIMEOUT, "Request Timeout", detail);
    }

    public static Problem conflict(String detail) {
        return new Problem(HttpServletResponse.SC_CONFLICT, "Conflict", detail);
    }

    public static Problem unsupportedMediaType(String detail) {
        return new Problem(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type", detail);
    }

    public static Problem tooLarge(String detail) {
        return new Problem(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "Content Too Large", detail);
    }

    public static Problem unavailable(String detail) {
        return new Problem(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Service Unavailable", detail);
    }

    /** Returns true if the same request may succeed later. */
    public boolean isPassing() {
        return status == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    /** Returns the body of an answer. */
    public byte[] toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        return Json.bytes(members);
    }
}
