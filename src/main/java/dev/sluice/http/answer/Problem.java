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
 * @param retrySeconds the seconds after which the same request may succeed; 0 if that is not known
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, "Problem Details for HTTP APIs"</a>
 */
public record Problem(int status, String title, String detail, int retrySeconds) {
    /** The type of the body. */
    public static final String CONTENT_TYPE = "application/problem+json";

    /** The status "Too Many Requests" of RFC 6585. */
    private static final int SC_TOO_MANY_REQUESTS = 429;

    private static final int UNAVAILABLE_SECONDS = 5;

    public Problem(int status, String title, String detail) {
        this(status, title, detail, status == HttpServletResponse.SC_SERVICE_UNAVAILABLE ? UNAVAILABLE_SECONDS : 0);
    }

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

    /** @param retrySeconds at least 1 */
    public static Problem tooManyRequests(String detail, int retrySeconds) {
        return new Problem(SC_TOO_MANY_REQUESTS, "Too Many Requests", detail, retrySeconds);
    }

    public static Problem unavailable(String detail) {
        return new Problem(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Service Unavailable", detail);
    }

    /** Returns true if the same request may succeed later. */
    public boolean isTemporary() {
        return status == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    /** Returns true if a limit on clients is reached. */
    public boolean isLimit() {
        return status == SC_TOO_MANY_REQUESTS;
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
