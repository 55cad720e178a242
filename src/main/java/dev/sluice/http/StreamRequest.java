package dev.sluice.http;

import dev.sluice.delivery.LastEventId;
import dev.sluice.delivery.StreamId;
import dev.sluice.delivery.Subscription;
import dev.sluice.delivery.TopicStart;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a {@code GET /sse} asks for. */
final class StreamRequest {
    private static final int MAX_LAST = 1_000;

    private final ChannelAccess queues;
    private final TopicAccess topics;

    StreamRequest(ChannelAccess queues, TopicAccess topics) {
        this.queues = queues;
        this.topics = topics;
    }

    /**
     * What was asked for.
     *
     * @param channels the channels
     * @param last what the browser has seen when it comes back
     */
    record Asked(Subscription channels, LastEventId last) {}

    /** @throws RefusedException where something is malformed or not allowed */
    Asked read(HttpServletRequest request) throws RefusedException {
        List<String> queueNames = values(request, "queue");
        List<String> topicNames = values(request, "topic");
        TopicAccess.Named named = topics.resolve(topicNames);
        Set<String> taken =
                queueNames.isEmpty() && topicNames.isEmpty() ? Set.of(queues.usual()) : queues.resolve(queueNames);
        LastEventId last = last(request, named.streams().size());
        List<TopicStart> starts = starts(request, named.streams(), last);
        return new Asked(new Subscription(taken, starts, named.pubsub()), last);
    }

    /** The header wins; a page that opens a stream by itself cannot set it. */
    private static LastEventId last(HttpServletRequest request, int topicCount) {
        String text = request.getHeader("Last-Event-ID");
        if (text == null) {
            text = request.getParameter("lastEventId");
        }
        return text == null ? LastEventId.NONE : LastEventId.parse(text, topicCount);
    }

    private static List<TopicStart> starts(HttpServletRequest request, List<String> names, LastEventId last)
            throws RefusedException {
        Optional<StreamId> after = after(request);
        int newest = newest(request);
        List<TopicStart> starts = new ArrayList<>();
        for (String name : names) {
            Optional<StreamId> place = last.ofTopics().isEmpty()
                    ? after
                    : Optional.of(last.ofTopics().get(starts.size()));
            starts.add(new TopicStart(name, place, newest));
        }
        return starts;
    }

    private static Optional<StreamId> after(HttpServletRequest request) throws RefusedException {
        String text = request.getParameter("after");
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(StreamId.parse(text)
                .orElseThrow(() ->
                        new RefusedException(Problem.badRequest("\"after\" is not an id such as 1700000000000-0."))));
    }

    private static int newest(HttpServletRequest request) throws RefusedException {
        String text = request.getParameter("last");
        try {
            int number = text == null ? 0 : Integer.parseInt(text);
            if (number >= 0 && number <= MAX_LAST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw new RefusedException(Problem.badRequest("\"last\" is not a number from 0 to " + MAX_LAST + "."));
    }

    private static List<String> values(HttpServletRequest request, String parameter) {
        String[] values = request.getParameterValues(parameter);
        return values == null ? List.of() : List.of(values);
    }
}
