package dev.sluice.http.answer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * The body of a request that no code reads. Its bytes would count as the next request, so the connection must end with
 * the answer. Tomcat reads it to its end first, with a thread that waits for each byte, unless the request is
 * asynchronous.
 */
public final class UnreadBody {
    private UnreadBody() {}

    /** Returns true if a request of HTTP/1 has a body; in HTTP/2 no connection and no thread depends on it. */
    public static boolean isIn(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** Ends the connection with the answer, unless that has begun. */
    public static void closeAfter(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1")) { // HTTP/2 has no such header
            response.setHeader("Connection", "close");
        }
    }

    /** Returns the response for a handler that may read the body: one that ends the connection with an error. */
    public static HttpServletResponse closingAfterErrors(HttpServletRequest request, HttpServletResponse response) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public void sendError(int status, String message) throws IOException {
                closeAfter(request, response); // before, since no header can be set behind it
                super.sendError(status, message);
            }

            @Override
            public void sendError(int status) throws IOException {
                closeAfter(request, response);
                super.sendError(status);
            }
        };
    }

    /** Ends a request that has its answer, as an asynchronous one. */
    public static void drop(HttpServletRequest request, HttpServletResponse response) {
        closeAfter(request, response);
        request.startAsync().complete();
    }
}
