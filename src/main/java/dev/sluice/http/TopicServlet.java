package dev.sluice.http;

import dev.sluice.channel.ChannelKind;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.presence.PresenceResponder;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.publish.Publisher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /topics/NAME}: the body is published. {@code GET /topics/NAME/events}: the history. {@code GET
 * /topics/NAME/presence}: who has the topic.
 */
final class TopicServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private static final String HISTORY_SUFFIX = "/events";
    private static final String PRESENCE_SUFFIX = "/presence";
    private static final List<String> PARAMETERS = List.of("event", "token");

    private final transient ServedTopics served;
    private final transient HistoryResponder history;
    private final transient PresenceResponder presence;

    TopicServlet(
            ParameterRules rules,
            ServedTopics served,
            Publisher publisher,
            HistoryResponder history,
            PresenceResponder presence,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        super(rules, PARAMETERS, publisher, access, requests, publishing, maxBytes);
        this.served = served;
        this.history = history;
        this.presence = presence;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = name(request);
        try {
            if (path.endsWith(HISTORY_SUFFIX)) {
                String topic = path.substring(0, path.length() - HISTORY_SUFFIX.length());
                history.respond(topic, served.check(topic), request);
            } else if (path.endsWith(PRESENCE_SUFFIX)) {
                String topic = path.substring(0, path.length() - PRESENCE_SUFFIX.length());
                served.check(topic);
                presence.respond(topic, request);
            } else {
                super.doGet(request, response); // says that there is only POST
            }
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
        }
    }

    @Override
    Destination destination(String topic, QueryParameters parameters) throws RefusedException {
        ChannelKind kind = served.check(topic);
        Optional<String> type = PostedMessage.type(parameters);
        if (type.isPresent() && kind == ChannelKind.PUBSUB) {
            throw new RefusedException(Problem.badRequest(
                    "The parameter \"event\" is for stream topics only, and this is a pub/sub topic."));
        }
        return new Destination(kind, type.orElse(""));
    }
}
