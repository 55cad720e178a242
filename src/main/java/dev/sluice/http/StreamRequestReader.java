package dev.sluice.http;

import dev.sluice.connection.Heartbeat;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.browser.ChannelPositions;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.TopicStart;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reader of a {@code GET /sse}. */
final class StreamRequestReader {
    private static final List<String> PARAMETERS =
            List.of("queue", "topic", "after", "last", "lastEventId", "heartbeat", "as", "token");

    /** The most characters of a claimed name. */
    private static final int MAX_NAME_LENGTH = 64;

    private final ParameterRules rules;
    private final ServedChannels queues;
    private final ServedTopics topics;

    StreamRequestReader(ParameterRules rules, ServedChannels queues, ServedTopics topics) {
        this.rules = rules;
        this.queues = queues;
        this.topics = topics;
    }

    /** @throws RefusedException if something is malformed or not allowed */
    StreamRequest read(HttpServletRequest request) throws RefusedException {
        QueryParameters parameters = rules.read(request, PARAMETERS);
        List<String> queueNames = parameters.all("queue");
        List<String> topicNames = parameters.all("topic");
        ServedTopics.Named named = topics.resolve(topicNames);
        Set<String> taken =
                queueNames.isEmpty() && topicNames.isEmpty() ? Set.of(queues.usual()) : queues.resolve(queueNames);
        ChannelPositions last = last(request.getHeader("Last-Event-ID"), parameters);
        List<TopicStart> starts = starts(parameters, named.streams(), last);
        return new StreamRequest(
                new Subscription(taken, starts, named.pubsub()),
                last,
                heartbeat(parameters),
                as(parameters),
                parameters.find("token"));
    }

    /** Returns the last positions. The header wins; a page that opens a new stream cannot set it. */
    private static ChannelPositions last(String header, QueryParameters parameters) {
        return Optional.ofNullable(header)
                .or(() -> parameters.first("lastEventId"))
                .flatMap(ChannelPositions::parse)
                .orElse(ChannelPositions.NONE);
    }

    private static List<TopicStart> starts(QueryParameters parameters, List<String> names, ChannelPositions last)
            throws RefusedException {
        Optional<StreamId> after = QueryParameters.id("after", parameters.first("after"));
        int newest = QueryParameters.count("last", parameters.first("last"), 0).orElse(0);
        List<Optional<StreamId>> places = last.placesIn(names.size());
        List<TopicStart> starts = new ArrayList<>();
        for (String name : names) {
            Optional<StreamId> place =
                    places.isEmpty() ? after : places.get(starts.size()).or(() -> after);
            starts.add(new TopicStart(name, place, newest));
        }
        return starts;
    }

    /** Returns the name that the page claims: some characters that can be shown. */
    private static Optional<String> as(QueryParameters parameters) throws RefusedException {
        Optional<String> text = parameters.first("as").map(String::strip).filter(name -> !name.isEmpty());
        if (text.isPresent()) {
            String name = text.get();
            if (name.codePointCount(0, name.length()) > MAX_NAME_LENGTH) {
                throw new RefusedException(
                        Problem.badRequest("\"as\" can have at most " + MAX_NAME_LENGTH + " characters."));
            }
            if (name.codePoints().anyMatch(StreamRequestReader::isInvisible)) {
                throw new RefusedException(Problem.badRequest("\"as\" cannot have control characters."));
            }
        }
        return text;
    }

    /** Returns true for what cannot be shown, or changes how the text around it is shown. */
    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
        };
    }

    private static Heartbeat heartbeat(QueryParameters parameters) throws RefusedException {
        Optional<String> text = parameters.first("heartbeat");
        if (text.isPresent() && !text.get().equals("event")) {
            throw new RefusedException(Problem.badRequest("\"heartbeat\" can only be \"event\"."));
        }
        return text.isPresent() ? Heartbeat.EVENT : Heartbeat.COMMENT;
    }
}
