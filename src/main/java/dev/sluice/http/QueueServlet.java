package dev.sluice.http;

import dev.sluice.config.Setting;
import dev.sluice.delivery.MessagePublisher;
import dev.sluice.delivery.PublishException;
import dev.sluice.sse.Utf8;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** {@code POST /queues/NAME}: the body is pushed. */
final class QueueServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Places places = new Places();
    private final transient ChannelAccess access;
    private final transient MessagePublisher publisher;
    private final boolean publishing;
    private final int maxBytes;

    QueueServlet(ChannelAccess access, MessagePublisher publisher, boolean publishing, int maxBytes) {
        this.access = access;
        this.publisher = publisher;
        this.publishing = publishing;
        this.maxBytes = maxBytes;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            requirePublishing(request);
            if (!places.take()) {
                throw new RefusedException(
                        Problem.unavailable("Too many messages are being posted; this one was not pushed."));
            }
            try {
                push(request, response);
            } finally {
                places.release();
            }
        } catch (RefusedException e) {
            // What is left of the body would be taken for the next request.
            response.setHeader("Connection", "close");
            e.problem().send(response);
        } catch (PublishException e) {
            Problem.unavailable(e.getMessage()).send(response);
        }
    }

    private void push(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RefusedException, PublishException {
        String path = request.getPathInfo();
        String queue = access.check(path == null ? "" : path.substring(1));
        publisher.push(queue, body(request));
        Json.send(response, HttpServletResponse.SC_CREATED, Map.of("queue", queue));
    }

    private void requirePublishing(HttpServletRequest request) throws RefusedException {
        if (!publishing) {
            throw new RefusedException(Problem.forbidden("Publishing over HTTP is off here; push to Redis, or set "
                    + Setting.HTTP_PUBLISH.environmentName() + " to on."));
        }
        // A page of somebody else's could have its visitors post here.
        if (Origins.isForeign(request)) {
            throw new RefusedException(Problem.forbidden("A page of another site may not publish."));
        }
    }

    private byte[] body(HttpServletRequest request) throws IOException, RefusedException {
        byte[] body = read(request);
        if (body.length > maxBytes) {
            throw new RefusedException(Problem.tooLarge("The body has more than " + maxBytes + " bytes."));
        }
        int malformed = new Utf8().firstMalformed(body);
        if (malformed >= 0) {
            throw new RefusedException(Problem.badRequest("The body is not UTF-8 at byte " + malformed + "."));
        }
        return body;
    }

    private byte[] read(HttpServletRequest request) throws RefusedException {
        try {
            return request.getInputStream().readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new RefusedException(
                    e.getCause() instanceof TimeoutException
                            ? Problem.timeout("The body has not come.")
                            : Problem.badRequest("The body cannot be read."));
        }
    }
}
