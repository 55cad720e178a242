package dev.sluice.http;

import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.connection.WireFactory;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.answer.Json;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventFields;
import dev.sluice.store.topic.TopicStart;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /sse}: the event stream. */
final class SseServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final byte[] NAVIGATION_PAGE =
            ("<!doctype html><title>Event stream</title><p>This address is an event"
                            + " stream: open it with <code>new EventSource</code> in a page, or with <code>curl -N</code>.")
                    .getBytes(StandardCharsets.UTF_8);

    private final transient StreamRequest requests;
    private final transient Connections connections;
    private final transient RetryDelay retry;
    private final transient Subscriptions subscriptions;
    private final transient Confirmations confirmations;
    private final transient WireFactory wires;
    private final transient Supplier<String> tokens;
    private final String node;

    SseServlet(
            StreamRequest requests,
            Connections connections,
            RetryDelay retry,
            Subscriptions subscriptions,
            Confirmations confirmations,
            WireFactory wires,
            Supplier<String> tokens,
            String node) {
        this.requests = requests;
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
        if (isNavigation(request)) {
            refuseNavigation(response);
            return;
        }
        StreamRequest.Asked asked;
        try {
            asked = requests.read(request);
        } catch (RefusedException e) {
            e.problem().send(response);
            return;
        }
        // Messages that a browser has seen are settled even if it is sent away.
        asked.last().lastMessage().ifPresent(confirmations::resume);
        beginStream(request, response);
        if (connections.sendsAway()) {
            sendAway(response);
        } else {
            open(request, response, asked);
        }
    }

    /**
     * Returns true if a window, a frame or an element of a page loads this, not an EventSource or a program: it would
     * take messages and not show them.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/">W3C, "Fetch Metadata Request Headers"</a>
     */
    private static boolean isNavigation(HttpServletRequest request) {
        String destination = request.getHeader("Sec-Fetch-Dest");
        if (destination != null) {
            return !destination.equals("empty");
        }
        String accept = String.valueOf(request.getHeader("Accept")).toLowerCase(Locale.ROOT);
        return request.getHeader("Upgrade-Insecure-Requests") != null
                || "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                || accept.contains("text/html")
                || accept.contains("xhtml");
    }

    private static void refuseNavigation(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_ACCEPTABLE);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(NAVIGATION_PAGE);
    }

    /** Sends headers only: a stream without a body would lose the events written to it. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            requests.read(request);
            beginStream(request, response);
        } catch (RefusedException e) {
            e.problem().send(response);
        }
    }

    static void beginStream(HttpServletRequest request, HttpServletResponse response) {
        // As a plain header: setCharacterEncoding would add a parameter that the type does not have.
        response.setHeader("Content-Type", "text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        // A stream is the last response on its connection; without chunks, a write has only the bytes of its events.
        Problem.closeAfter(request, response);
    }

    /** Sends a 200: any other status would close an EventSource for good. */
    private void sendAway(HttpServletResponse response) throws IOException {
        end(response, retry.lastWords());
    }

    static void end(HttpServletResponse response, ByteBuffer words) throws IOException {
        response.getOutputStream().write(words.array(), words.arrayOffset(), words.remaining());
    }

    private void open(HttpServletRequest request, HttpServletResponse response, StreamRequest.Asked asked)
            throws IOException {
        Subscription channels = asked.channels();
        String token = tokens.get();
        response.flushBuffer();
        connections.open(
                wires.wire(request),
                asked.heartbeat(),
                new ChannelReceiver(token, prelude(token, channels), channels, connections, subscriptions));
    }

    /** Returns the first bytes, with a comment: some intermediaries hold back a response that is only headers. */
    private ByteBuffer prelude(String token, Subscription channels) {
        EventBuffer prelude = new EventBuffer(256)
                .comment("ok")
                .retry(retry.nextMillis())
                .event(null, EventFields.OWN_TYPE_PREFIX + "connected", Json.bytes(connected(channels)));
        if (channels.topics().isEmpty() && !channels.queues().isEmpty()) {
            // With this id, a browser that is cut before its first message returns those under way to it.
            prelude.idAlone(ChannelPositions.beforeFirst(token));
        }
        return prelude.toByteBuffer();
    }

    private Map<String, Object> connected(Subscription channels) {
        List<String> topics = channels.topics().stream().map(TopicStart::topic).toList();
        return Map.of(
                "node",
                node,
                "queues",
                channels.queues(),
                "topics",
                topics,
                "pubsubTopics",
                channels.pubsubTopics(),
                "heartbeat",
                connections.heartbeatMillis(),
                "retry",
                connections.maxRetryMillis());
    }
}
