package dev.sluice.http;

import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.queue.MessagePublisher;
import java.util.List;
import java.util.Map;

/** {@code POST /queues/NAME}: the body is pushed. */
final class QueueServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("token");

    private final transient ChannelAccess served;
    private final transient MessagePublisher publisher;

    QueueServlet(
            ParameterRules rules,
            ChannelAccess served,
            MessagePublisher publisher,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        super(rules, PARAMETERS, access, requests, publishing, maxBytes);
        this.served = served;
        this.publisher = publisher;
    }

    @Override
    Publication publication(String name, QueryParameters parameters) throws RefusedException {
        String queue = served.check(name);
        return message -> {
            publisher.push(queue, message);
            return Map.of("queue", queue);
        };
    }
}
