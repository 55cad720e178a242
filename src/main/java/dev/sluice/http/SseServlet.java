package dev.sluice.http;

import dev.sluice.access.Access;
import dev.sluice.connection.Connections;
import dev.sluice.connection.RetryDelay;
import dev.sluice.connection.WireFactory;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.Subscriptions;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.access.WaitingRequests;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.Json;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.answer.UnreadBody;
import dev.sluice.http.limits.StreamLimit;
import dev.sluice.http.limits.StreamPlace;
import dev.sluice.http.streams.OpenStreams;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventFields;
import dev.sluice.store.topic.TopicStart;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code GET /sse}: the event stream. */
final class SseServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient StreamRequestReader reader;
    private final transient RequestAccess access;
    private final transient Supplier<StreamLimit> limit;
    private final transient OpenStreams streams;
    private final transient Connections connections;
    private final transient RetryDelay retry;
    private final transient Subscriptions subscriptions;
    private final transient Confirmations confirmations;
    private final transient WireFactory wires;
    private final transient Supplier<String> tokens;
    private final String node;
    private final transient WaitingRequests waiting = new WaitingRequests();

    SseServlet(
            StreamRequestReader reader,
            RequestAccess access,
            Supplier<StreamLimit> limit,
            OpenStreams streams,
            Connections connections,
            RetryDelay retry,
            Subscriptions subscriptions,
            Confirmations confirmations,
            WireFactory wires,
            Supplier<String> tokens,
            String node) {
        this.reader = reader;
        this.access = access;
        this.limit = limit;
        this.streams = streams;
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
        if (RequestedType.isNavigation(request)) {
            RequestedType.refuseNavigation(response);
            return;
        }
        StreamPlace place = StreamPlace.NONE;
        boolean held = false;
        try {
            Optional<CompletableFuture<Access>> earlier = waiting.decision(request);
            if (earlier.isPresent() && isGet(request)) {
                place = limit.get().take(request); // the same again, to be given back if the request is refused now
            }
            StreamRequest asked = reader.read(request);
            if (earlier.isEmpty() && isGet(request)) {
                // Messages that a browser has seen are settled even if it is sent away.
                asked.last().lastMessage().ifPresent(confirmations::resume);
                if (!connections.tryAdmit(waiting.count())) {
                    beginStream(request, response);
                    sendAway(response); // before anybody is asked whether it may come
                    return;
                }
                place = limit.get().take(request);
            }
            CompletableFuture<Access> decision =
                    earlier.orElseGet(() -> access.decide(request, asked.token(), asked::needs));
            if (decision.isDone()) {
                held = begin(request, response, asked, decision, place);
            } else {
                waiting.await(request, decision, place::giveBack);
                held = true;
            }
        } catch (RefusedException e) {
            refuse(request, response, e.problem());
        } finally {
            if (!held) {
                place.giveBack();
            }
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        if (problem.isLimit() && RequestedType.isEventStream(request)) {
            beginStream(request, response);
            end(response, RetryDelay.lastWords(problem.detail(), TimeUnit.SECONDS.toMillis(problem.retrySeconds())));
        } else {
            Answer.of(problem).send(response);
        }
    }

    private static boolean isGet(HttpServletRequest request) {
        return request.getMethod().equals("GET");
    }

    /**
     * @return true if a stream is open, which holds the place
     * @throws RefusedException if the request is refused for good, or by a limit
     */
    private boolean begin(
            HttpServletRequest request,
            HttpServletResponse response,
            StreamRequest asked,
            CompletableFuture<Access> decision,
            StreamPlace place)
            throws IOException, RefusedException {
        Access decided;
        try {
            decided = decision.join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof RefusedException refusal)) {
                throw e;
            }
            if (!refusal.problem().isTemporary()) {
                throw refusal;
            }
            beginStream(request, response);
            end(response, retry.lastWords(refusal.problem().detail()));
            return false;
        }
        place.takeFor(decided);
        beginStream(request, response);
        if (!isGet(request)) {
            return false; // headers only: a stream without a body would lose the events written to it
        }
        if (!connections.tryAdmit(0)) {
            sendAway(response);
            return false;
        }
        open(request, response, asked, decided, place);
        return true;
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    static void beginStream(HttpServletRequest request, HttpServletResponse response) {
        // As a plain header: setCharacterEncoding would add a parameter that the type does not have.
        response.setHeader("Content-Type", "text/event-stream");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        // A stream is the last response on its connection; without chunks, a write has only the bytes of its events.
        UnreadBody.closeAfter(request, response);
    }

    /** Sends a 200: any other status would close an EventSource for good. */
    private void sendAway(HttpServletResponse response) throws IOException {
        end(response, retry.lastWords());
    }

    static void end(HttpServletResponse response, ByteBuffer words) throws IOException {
        response.getOutputStream().write(words.array(), words.arrayOffset(), words.remaining());
    }

    private void open(
            HttpServletRequest request,
            HttpServletResponse response,
            StreamRequest asked,
            Access decided,
            StreamPlace place)
            throws IOException {
        Subscription channels = asked.channels();
        String token = tokens.get();
        String id = tokens.get(); // not derived from the token, which confirms messages
        response.flushBuffer();
        connections.open(
                wires.wire(request),
                asked.heartbeat(),
                place.heldBy(new ChannelReceiver(
                        token,
                        prelude(token, id, channels),
                        channels,
                        connections,
                        subscriptions,
                        streams.prepare(id, decided, asked.as(), asked.needs()))));
    }

    /** Returns the first bytes, with a comment: some intermediaries hold back a response that is only headers. */
    private ByteBuffer prelude(String token, String id, Subscription channels) {
        EventBuffer prelude = new EventBuffer(384)
                .comment("ok")
                .retry(retry.nextMillis())
                .event(null, EventFields.OWN_TYPE_PREFIX + "connected", Json.bytes(connected(id, channels)));
        if (channels.topics().isEmpty() && !channels.queues().isEmpty()) {
            // With this id, a browser that is cut before its first message returns those under way to it.
            prelude.idAlone(ChannelPositions.beforeFirst(token));
        }
        return prelude.toByteBuffer();
    }

    private Map<String, Object> connected(String id, Subscription channels) {
        List<String> topics = channels.topics().stream().map(TopicStart::topic).toList();
        return Map.of(
                "node",
                node,
                "connection",
                id,
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
