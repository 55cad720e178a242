package dev.sluice.http;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.channel.ChannelKind;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.publish.OutcomeProblem;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.PublishOutcome;
import dev.sluice.store.publish.Publisher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A servlet for {@code POST /…/NAME}, which publishes the body to a channel. */
abstract class PublishServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient ParameterRules rules;
    private final transient List<String> known;
    private final transient Publisher publisher;
    private final transient RequestAccess access;
    final transient AsyncRequests requests;
    private final boolean publishing;
    private final int maxBytes;

    /**
     * @param known the parameters that a request may have
     * @param access decides who may publish
     * @param publishing true if it is on
     * @param maxBytes the longest body
     */
    PublishServlet(
            ParameterRules rules,
            List<String> known,
            Publisher publisher,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        this.rules = rules;
        this.known = known;
        this.publisher = publisher;
        this.access = access;
        this.requests = requests;
        this.publishing = publishing;
        this.maxBytes = maxBytes;
    }

    /**
     * What a body is published to.
     *
     * @param type the event's type, or empty
     */
    record Destination(ChannelKind kind, String type) {}

    /**
     * Checks all of a request but its body.
     *
     * @param name the channel's name, not checked yet
     */
    abstract Destination destination(String name, QueryParameters parameters) throws RefusedException;

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = name(request);
        Destination destination;
        CompletableFuture<Access> permission;
        try {
            PostedMessage.requirePublishing(publishing);
            QueryParameters parameters = rules.read(request, known);
            destination = destination(name, parameters);
            permission = access.decide(request, parameters.find("token"), () -> List.of(new Need(Right.PUBLISH, name)));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        requests.handleBody(request, maxBytes, permission, body -> {
            PostedMessage.requireUtf8(body);
            return CompletableFuture.completedFuture(
                    publish(new Publication(destination.kind(), name, body, destination.type(), Optional.empty())));
        });
    }

    private Answer publish(Publication message) {
        PublishOutcome outcome = publisher.publish(List.of(message)).get(0);
        Optional<Problem> problem = OutcomeProblem.of(message, outcome);
        if (problem.isPresent()) {
            return Answer.of(problem.get());
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(message.kind() == ChannelKind.QUEUE ? "queue" : "topic", message.channel());
        ((PublishOutcome.Published) outcome).id().ifPresent(id -> members.put("id", id.toString()));
        return Answer.json(HttpServletResponse.SC_CREATED, members);
    }

    /** Returns the rest of the path after the servlet's own. */
    static String name(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
