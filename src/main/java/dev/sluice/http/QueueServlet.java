package dev.sluice.http;

import dev.sluice.channel.ChannelKind;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.publish.Publisher;
import java.util.List;

/** {@code POST /queues/NAME}: the body is pushed. */
final class QueueServlet extends PublishServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("token");

    private final transient ServedChannels served;

    QueueServlet(
            ParameterRules rules,
            ServedChannels served,
            Publisher publisher,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        super(rules, PARAMETERS, publisher, access, requests, publishing, maxBytes);
        this.served = served;
    }

    @Override
    Destination destination(String name, QueryParameters parameters) throws RefusedException {
        served.check(name);
        return new Destination(ChannelKind.QUEUE, "");
    }
}
