package dev.sluice.http;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.channel.ChannelKind;
import dev.sluice.config.Settings;
import dev.sluice.delivery.browser.TopicEventReader;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.EntityTag;
import dev.sluice.http.answer.Json;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.MalformedMessageException;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicHistory;
import dev.sluice.store.topic.TopicPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /topics/NAME/events}: a page of a topic's history. A full page never changes, since a stream grows at its
 * end only. Browsers may keep it for ever; shared caches may if the topic says so.
 */
final class HistoryResponder {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryResponder.class);

    private static final String FOR_EVER = ", max-age=31536000, immutable";
    private static final String ASK_AGAIN = ", no-cache";
    /** The directive for what a token gives to one user. */
    private static final String NOBODY = "no-store";

    private static final List<String> PARAMETERS = List.of("after", "before", "last", "limit", "token");

    private final ParameterRules rules;
    private final RequestAccess access;
    private final Supplier<Settings> settings;
    private final TopicHistory history;
    private final Metrics metrics;
    private final AsyncRequests requests;
    private final int maxEventBytes;

    HistoryResponder(
            ParameterRules rules,
            RequestAccess access,
            Supplier<Settings> settings,
            TopicHistory history,
            AsyncRequests requests,
            Metrics metrics) {
        this.rules = rules;
        this.access = access;
        this.requests = requests;
        this.settings = settings;
        this.history = history;
        this.metrics = metrics;
        this.maxEventBytes = settings.get().maxMessageBytes();
    }

    /**
     * @param topic the name of a topic that is served here
     * @throws RefusedException if the topic has no history, or a parameter is malformed
     */
    void respond(String topic, ChannelKind kind, HttpServletRequest request) throws RefusedException {
        if (kind == ChannelKind.PUBSUB) {
            throw new RefusedException(
                    Problem.notFound("The topic \"" + topic + "\" is a pub/sub topic, which has no history."));
        }
        QueryParameters parameters = rules.read(request, PARAMETERS);
        HistoryQuery query = HistoryQuery.read(parameters);
        String known = request.getHeader("If-None-Match");
        Optional<String> token = parameters.find("token");
        Need need = new Need(Right.READ, topic);
        boolean isPublic = token.isEmpty() && access.isForEverybody(need);
        requests.readHistory(
                request,
                access.decide(request, token, () -> List.of(need)),
                () -> answer(topic, query, known, isPublic));
    }

    /**
     * @param known the entity tags that the peer has, or null
     * @param isPublic true if everybody may read the topic
     */
    private Answer answer(String topic, HistoryQuery query, String known, boolean isPublic) {
        TopicPage page = query.fit(history.read(query.of(topic)));
        metrics.add(Metric.HISTORY_READS, 1);
        byte[] body = Json.bytes(body(topic, query, page));
        EntityTag tag = EntityTag.of(body);
        boolean isKnown = tag.isNamedIn(known);
        Map<String, String> headers = new HashMap<>();
        headers.put(
                "Cache-Control",
                isPublic
                        ? settings.get().topicPolicies().of(topic).historyCache()
                                + (query.isFinal(page) ? FOR_EVER : ASK_AGAIN)
                        : NOBODY);
        headers.put("ETag", tag.toString());
        if (!isKnown) {
            headers.put("Content-Type", "application/json");
            // Text of users, which no browser may take for HTML.
            headers.put("X-Content-Type-Options", "nosniff");
        }
        return isKnown
                ? new Answer(HttpServletResponse.SC_NOT_MODIFIED, headers, new byte[0])
                : new Answer(HttpServletResponse.SC_OK, headers, body);
    }

    private Map<String, Object> body(String topic, HistoryQuery query, TopicPage page) {
        List<TopicEvent> looked = page.events();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("topic", topic);
        body.put("events", events(topic, looked));
        query.beginOfGap(page).ifPresent(from -> {
            Map<String, Object> gap = new LinkedHashMap<>();
            gap.put("from", from.toString());
            gap.put("to", page.endOfGapAfter(from).toString());
            body.put("gap", gap);
        });
        // Ids of all events that were read, so that no later page repeats skipped ones.
        body.put("previous", looked.isEmpty() ? null : looked.get(0).id().toString());
        body.put(
                "next",
                looked.isEmpty() ? null : looked.get(looked.size() - 1).id().toString());
        body.put("more", page.more());
        return body;
    }

    private List<Map<String, Object>> events(String topic, List<TopicEvent> looked) {
        TopicEventReader reader = new TopicEventReader(maxEventBytes);
        List<Map<String, Object>> events = new ArrayList<>();
        for (TopicEvent event : looked) {
            Optional<EventContent> content = content(topic, event, reader);
            if (content.isPresent() || event.end()) {
                events.add(event(event, content));
            }
        }
        return events;
    }

    private static Optional<EventContent> content(String topic, TopicEvent event, TopicEventReader reader) {
        if (event.isEmpty() && event.end()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.read(event));
        } catch (MalformedMessageException e) {
            LOG.debug("The event {} of the topic \"{}\" is skipped: it {}", event.id(), topic, e.getMessage());
            return Optional.empty();
        }
    }

    /** @param content empty if it only ends the topic */
    private static Map<String, Object> event(TopicEvent event, Optional<EventContent> content) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", event.id().toString());
        content.map(EventContent::type).ifPresent(type -> members.put("event", type));
        content.ifPresent(known -> members.put("data", new String(known.data(), StandardCharsets.UTF_8)));
        if (event.end()) {
            members.put("end", true);
        }
        return members;
    }
}
