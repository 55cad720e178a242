package dev.sluice.http;

import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.store.queue.MessagePublisher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;

/** {@code POST /queues/NAME}: the body is pushed. */
final class QueueServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("token");

    private final transient ParameterRules rules;
    private final transient ChannelAccess access;
    private final transient MessagePublisher publisher;

    QueueServlet(
            ParameterRules rules,
            ChannelAccess access,
            MessagePublisher publisher,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        super(requests, publishing, maxBytes);
        this.rules = rules;
        this.access = access;
        this.publisher = publisher;
    }

    @Override
    Publication publication(String name, HttpServletRequest request) throws RefusedException {
        rules.read(request, PARAMETERS);
        String queue = access.check(name);
        return message -> {
            publisher.push(queue, message);
            return Map.of("queue", queue);
        };
    }
}
