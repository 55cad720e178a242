package dev.sluice.http;

import dev.sluice.delivery.ChannelPositions;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.EventId;
import dev.sluice.delivery.PublishException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /ack}: confirms the messages that the form fields {@code id} name. */
final class AckServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(AckServlet.class);

    /** Bounds what one request can cost. */
    private static final int MAX_IDS = 1_000;

    /** How long to wait for the delivery's answer: more than a step takes while Redis works. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;

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
            Map<String, EventId> messages;
            CompletableFuture<Set<EventId>> stale;
            try {
                // Reading the form waits for the browser, and keeps a thread as well.
                messages = messages(request);
                stale = confirmations.confirm(Set.copyOf(messages.values()));
            } finally {
                places.release();
            }
            answerOnce(stale, messages, request);
        } catch (RefusedException e) {
            // What is left of the body would be taken for the next request.
            response.setHeader("Connection", "close");
            e.problem().send(response);
        } catch (PublishException e) {
            Problem.unavailable(e.getMessage()).send(response);
        }
    }

    /** Answers without keeping a thread meanwhile: the delivery may be waiting for Redis. */
    private static void answerOnce(
            CompletableFuture<Set<EventId>> stale, Map<String, EventId> messages, HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        stale.orTimeout(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((known, failure) -> context.start(() -> answer(messages, known, context)));
    }

    /** @param stale null if it was not learned in time */
    private static void answer(Map<String, EventId> messages, Set<EventId> stale, AsyncContext context) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            if (stale == null) {
                Problem.unavailable("The node did not learn in time whether this came too late; confirm again.")
                        .send(response);
            } else if (stale.isEmpty()) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                List<String> ids = messages.keySet().stream()
                        .filter(id -> stale.contains(messages.get(id)))
                        .toList();
                Json.send(response, HttpServletResponse.SC_OK, Map.of("stale", ids));
            }
        } catch (IOException e) {
            LOG.debug("A browser has left before it heard what became of its confirmation", e);
        } finally {
            context.complete();
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
                    .orElseThrow(() -> new RefusedException(
                            Problem.badRequest("An \"id\" is not the id of an event; nothing was confirmed.")))
                    .message()
                    .ifPresent(message -> messages.put(id, message));
        }
        return messages;
    }
}
