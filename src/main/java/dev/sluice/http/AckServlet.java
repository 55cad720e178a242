package dev.sluice.http;

import dev.sluice.delivery.ChannelPositions;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.EventId;
import dev.sluice.delivery.PublishException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code POST /ack}: confirms the messages that the form fields {@code id} name. */
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
                Map<String, EventId> messages = messages(request);
                answer(messages, confirmations.confirm(Set.copyOf(messages.values())), response);
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

    private static void answer(Map<String, EventId> messages, Set<EventId> late, HttpServletResponse response)
            throws IOException {
        List<String> stale = messages.keySet().stream()
                .filter(id -> late.contains(messages.get(id)))
                .toList();
        if (stale.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            Json.send(response, HttpServletResponse.SC_OK, Map.of("stale", stale));
        }
    }

    /** The messages by the ids that were given; ids of other events need no confirmation and are passed over. */
    private static Map<String, EventId> messages(HttpServletRequest request) throws RefusedException {
        String[] ids = request.getParameterValues("id");
        if (ids == null) {
            throw new RefusedException(Problem.badRequest("The form field \"id\" is missing."));
        }
        if (ids.length > MAX_IDS) {
            throw new RefusedException(Problem.badRequest("More than " + MAX_IDS + " ids are given."));
        }
        Map<String, EventId> messages = new LinkedHashMap<>();
        for (String id : ids) {
            ChannelPositions.parse(id)
                    .orElseThrow(() -> new RefusedException(Problem.badRequest(
                            "An \"id\" is not the id of an event, so that none of them was confirmed.")))
                    .message()
                    .ifPresent(message -> messages.put(id, message));
        }
        return messages;
    }
}
