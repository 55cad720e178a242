package dev.sluice.http;

import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.MessageId;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code POST /ack}: confirms the messages that the form fields {@code id} name. */
final class AckServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Answer LATE =
            Answer.of(Problem.unavailable("The confirmation was not processed in time; confirm again."));

    /** The most ids in a request, which bounds its cost. */
    private static final int MAX_IDS = 1_000;

    /** {@link #MAX_IDS} ids of the greatest length, and room for other fields. */
    private static final int MAX_BYTES = 320 << 10;

    /** The longest wait for the delivery's answer: more than a step takes while Redis works. */
    private static final long MAX_WAIT_MILLIS = 1_000;

    private static final String FORM = "application/x-www-form-urlencoded";

    private static final List<String> PARAMETERS = List.of("id");

    private final transient ParameterRules rules;
    private final transient AsyncRequests requests;
    private final transient Confirmations confirmations;

    AckServlet(ParameterRules rules, AsyncRequests requests, Confirmations confirmations) {
        this.rules = rules;
        this.requests = requests;
        this.confirmations = confirmations;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        QueryParameters address;
        try {
            address = rules.read(request, PARAMETERS);
            requireForm(request);
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        requests.confirm(request, MAX_BYTES, form -> {
            Map<String, MessageId> messages = messages(ids(address, new String(form, StandardCharsets.UTF_8)));
            return confirmations
                    .confirm(Set.copyOf(messages.values()))
                    .thenApply(stale -> answer(messages, stale))
                    // No thread waits meanwhile: the delivery may be waiting for Redis.
                    .completeOnTimeout(LATE, MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private static Answer answer(Map<String, MessageId> messages, Set<MessageId> stale) {
        if (stale.isEmpty()) {
            return Answer.noContent();
        }
        List<String> ids = messages.keySet().stream()
                .filter(id -> stale.contains(messages.get(id)))
                .toList();
        return Answer.json(HttpServletResponse.SC_OK, Map.of("stale", ids));
    }

    /** Accepts plain text or no type too: scripts often send forms so. */
    private static void requireForm(HttpServletRequest request) throws RefusedException {
        String type = request.getContentType() == null
                ? FORM
                : request.getContentType().split(";")[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(FORM) && !type.equals("text/plain")) {
            throw new RefusedException(Problem.unsupportedMediaType(
                    "The body has the type " + type + ", but must be a form (" + FORM + ") with the field \"id\"."));
        }
    }

    private static List<String> ids(QueryParameters address, String form) throws RefusedException {
        List<String> ids = new ArrayList<>(address.all("id"));
        ids.addAll(new QueryParameters(form).all("id"));
        return ids;
    }

    /** Returns the messages by their ids; ids of other events need no confirmation and are skipped. */
    private static Map<String, MessageId> messages(List<String> ids) throws RefusedException {
        if (ids.isEmpty()) {
            throw new RefusedException(Problem.badRequest("The form field \"id\" is missing."));
        }
        if (ids.size() > MAX_IDS) {
            throw new RefusedException(Problem.badRequest("More than " + MAX_IDS + " ids are given."));
        }
        Map<String, MessageId> messages = new LinkedHashMap<>();
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
