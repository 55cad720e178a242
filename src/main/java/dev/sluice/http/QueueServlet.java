package dev.sluice.http;

import dev.sluice.delivery.MessagePublisher;
import dev.sluice.delivery.PublishException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** {@code POST /queues/NAME}: the body is pushed. */
final class QueueServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private final transient ChannelAccess access;
    private final transient MessagePublisher publisher;

    QueueServlet(ChannelAccess access, MessagePublisher publisher, Places places, boolean publishing, int maxBytes) {
        super(places, publishing, maxBytes);
        this.access = access;
        this.publisher = publisher;
    }

    @Override
    Map<String, ?> publish(String name, HttpServletRequest request) throws RefusedException, PublishException {
        String queue = access.check(name);
        publisher.push(queue, body(request));
        return Map.of("queue", queue);
    }
}
