package dev.sluice.http;

import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.EventId;
import dev.sluice.delivery.PublishException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /ack}: what the form fields {@code id} name is confirmed. */
final class AckServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** Bounds what one request can cost. */
    private static final int MAX_IDS = 1_000;

    private final transient Places places = new Places("Too much is being confirmed; this was not.");
    private final transient Confirmations confirmations;

    AckServlet(Confirmations confirmations) {
        this.confirmations = confirmations;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (!places.take(request)) {
                return;
            }
            try {
                // Reading the form waits for the browser, and keeps a thread as well.
                for (EventId event : events(request)) {
                    confirmations.confirm(event);
                }
            } finally {
                places.release();
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (RefusedException e) {
            // What is left of the body would be taken for the next request.
            response.setHeader("Connection", "close");
            e.problem().send(response);
        } catch (PublishException e) {
            Problem.unavailable(e.getMessage()).send(response);
        }
    }

    private static List<EventId> events(HttpServletRequest request) throws RefusedException {
        String[] ids = request.getParameterValues("id");
        if (ids == null) {
            throw new RefusedException(Problem.badRequest("The form field \"id\" is missing."));
        }
        if (ids.length > MAX_IDS) {
            throw new RefusedException(Problem.badRequest("More than " + MAX_IDS + " ids are given."));
        }
        List<EventId> events = new ArrayList<>();
        for (String id : ids) {
            events.add(EventId.parse(id)
                    .orElseThrow(() -> new RefusedException(Problem.badRequest("An \"id\" is not one of an event."))));
        }
        return events;
    }
}
