package dev.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the sender of a request expects as the answer. */
final class RequestedType {
    private static final byte[] PAGE = ("<!doctype html><title>Event stream</title><p>This address is an event"
                    + " stream: open it with <code>new EventSource</code> in a page, or with <code>curl -N</code>.")
            .getBytes(StandardCharsets.UTF_8);

    private RequestedType() {}

    /**
     * Returns true if a window, a frame or an element of a page loads this, not an EventSource or a program: it would
     * take messages and not show them.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/">W3C, "Fetch Metadata Request Headers"</a>
     */
    static boolean isNavigation(HttpServletRequest request) {
        String destination = request.getHeader("Sec-Fetch-Dest");
        if (destination != null) {
            return !destination.equals("empty");
        }
        return request.getHeader("Upgrade-Insecure-Requests") != null
                || "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                || accepts(request, "text/html")
                || accepts(request, "xhtml");
    }

    /** Refuses with a page, in words. */
    static void refuseNavigation(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_ACCEPTABLE);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(PAGE);
    }

    /** Returns true if the answer is for an EventSource, which gives up after any status but 200. */
    static boolean isEventStream(HttpServletRequest request) {
        return accepts(request, "text/event-stream");
    }

    private static boolean accepts(HttpServletRequest request, String type) {
        return String.valueOf(request.getHeader("Accept"))
                .toLowerCase(Locale.ROOT)
                .contains(type);
    }
}
