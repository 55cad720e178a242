package dev.sluice.http;

import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.sse.EventFields;
import dev.sluice.store.topic.TopicPublisher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /topics/NAME}: the body is published. {@code GET /topics/NAME/events}: the history. */
final class TopicServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private static final String HISTORY_SUFFIX = "/events";
    private static final List<String> PARAMETERS = List.of("event", "token");

    private final transient TopicAccess served;
    private final transient TopicPublisher publisher;
    private final transient HistoryResponder history;

    TopicServlet(
            ParameterRules rules,
            TopicAccess served,
            TopicPublisher publisher,
            HistoryResponder history,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        super(rules, PARAMETERS, access, requests, publishing, maxBytes);
        this.served = served;
        this.publisher = publisher;
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = name(request);
        if (path.endsWith(HISTORY_SUFFIX)) {
            history.respond(path.substring(0, path.length() - HISTORY_SUFFIX.length()), request, response);
        } else {
            super.doGet(request, response); // says that there is only POST
        }
    }

    @Override
    Publication publication(String topic, QueryParameters parameters) throws RefusedException {
        TopicAccess.Kind kind = served.check(topic);
        Optional<String> type = type(parameters);
        if (kind == TopicAccess.Kind.STREAM) {
            return message -> Map.of(
                    "topic",
                    topic,
                    "id",
                    publisher.add(topic, message, type.orElse("")).toString());
        }
        if (type.isPresent()) {
            throw new RefusedException(Problem.badRequest(
                    "The parameter \"event\" is for stream topics only, and this is a pub/sub topic."));
        }
        return message -> {
            publisher.publish(topic, message);
            return Map.of("topic", topic);
        };
    }

    private static Optional<String> type(QueryParameters parameters) throws RefusedException {
        Optional<String> type = parameters.find("event");
        String fault = type.map(EventFields::faultOfType).orElse(null);
        if (fault != null) {
            throw new RefusedException(Problem.badRequest("The parameter \"event\" " + fault + "."));
        }
        return type;
    }
}
