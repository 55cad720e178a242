package dev.sluice.http;

import dev.sluice.config.Setting;
import dev.sluice.delivery.PublishException;
import dev.sluice.delivery.WrongTypeException;
import dev.sluice.sse.Utf8;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Posts to channels: {@code POST /…/NAME}, the body is the message. */
abstract class PublishServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Places places;
    private final boolean publishing;
    private final int maxBytes;

    /**
     * @param places bounds how many are posting at once
     * @param publishing whether it is on
     * @param maxBytes the longest body
     */
    PublishServlet(Places places, boolean publishing, int maxBytes) {
        this.places = places;
        this.publishing = publishing;
        this.maxBytes = maxBytes;
    }

    /**
     * Publishes what is posted.
     *
     * @param name of the channel, not looked at yet
     * @return what the answer says
     */
    abstract Map<String, ?> publish(String name, HttpServletRequest request)
            throws IOException, RefusedException, PublishException;

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            requirePublishing(request);
            if (!places.take(request)) {
                return;
            }
            try {
                Json.send(response, HttpServletResponse.SC_CREATED, publish(name(request), request));
            } finally {
                places.release();
            }
        } catch (RefusedException e) {
            // What is left of the body would be taken for the next request.
            response.setHeader("Connection", "close");
            e.problem().send(response);
        } catch (WrongTypeException e) {
            Problem.conflict(e.getMessage()).send(response);
        } catch (PublishException e) {
            Problem.unavailable(e.getMessage()).send(response);
        }
    }

    /** What follows the servlet's own path. */
    static String name(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
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

    /** The body of the request, which is well-formed UTF-8. */
    final byte[] body(HttpServletRequest request) throws RefusedException {
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
