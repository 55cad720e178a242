package dev.sluice.http;

import dev.sluice.connection.BrowserConnection;
import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.connection.Wire;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.EventId;
import dev.sluice.delivery.QueueSubscriptions;
import dev.sluice.sse.EventBuffer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code GET /sse}: the event stream. */
final class SseServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient QueueAccess access;
    private final transient Connections connections;
    private final transient RetryDelay retry;
    private final transient QueueSubscriptions subscriptions;
    private final transient Confirmations confirmations;
    private final transient Function<HttpServletRequest, Wire> wires;
    private final transient Supplier<String> tokens;
    private final String node;

    SseServlet(
            QueueAccess access,
            Connections connections,
            RetryDelay retry,
            QueueSubscriptions subscriptions,
            Confirmations confirmations,
            Function<HttpServletRequest, Wire> wires,
            Supplier<String> tokens,
            String node) {
        this.access = access;
        this.connections = connections;
        this.retry = retry;
        this.subscriptions = subscriptions;
        this.confirmations = confirmations;
        this.wires = wires;
        this.tokens = tokens;
        this.node = node;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Set<String> queues;
        try {
            queues = queues(request);
        } catch (RefusedException e) {
            e.problem().send(response);
            return;
        }
        resume(request);
        beginStream(response);
        if (connections.sendsAway()) {
            sendAway(response);
        } else {
            open(request, queues);
        }
    }

    /** Headers only: a stream without a body would swallow what is written to it. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            queues(request);
            beginStream(response);
        } catch (RefusedException e) {
            e.problem().send(response);
        }
    }

    private Set<String> queues(HttpServletRequest request) throws RefusedException {
        String topic = request.getParameter("topic");
        if (topic != null) {
            throw new RefusedException(Problem.forbidden("The topic \"" + topic + "\" is not served here."));
        }
        return access.resolve(values(request, "queue"));
    }

    /** What a browser says that it has seen is settled also where it is sent away. */
    private void resume(HttpServletRequest request) {
        String last = request.getHeader("Last-Event-ID");
        if (last != null) {
            EventId.parse(last).ifPresent(confirmations::resume);
        }
    }

    private static List<String> values(HttpServletRequest request, String parameter) {
        String[] values = request.getParameterValues(parameter);
        return values == null ? List.of() : List.of(values);
    }

    private static void beginStream(HttpServletResponse response) {
        // As bytes of a header: setCharacterEncoding would add a parameter that the type does not have.
        response.setHeader("Content-Type", "text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        // Nothing follows a stream on its connection; and without chunks a write has no bytes but its events'.
        response.setHeader("Connection", "close");
    }

    /** Any status but 200 would close an EventSource for good. */
    private void sendAway(HttpServletResponse response) throws IOException {
        ByteBuffer words = retry.lastWords();
        response.getOutputStream().write(words.array(), words.arrayOffset(), words.remaining());
    }

    private void open(HttpServletRequest request, Set<String> queues) throws IOException {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        QueueReceiver receiver = new QueueReceiver(tokens.get(), queues, connections, subscriptions);
        BrowserConnection.open(context, wires.apply(request), prelude(queues), receiver);
    }

    /** A comment at once, since some intermediaries hold back a response that is only headers. */
    private ByteBuffer prelude(Set<String> queues) {
        return new EventBuffer(256)
                .comment("ok")
                .retry(retry.nextMillis())
                .event(null, "sluice:connected", Json.bytes(Map.of("node", node, "queues", queues)))
                .toByteBuffer();
    }
}
