package dev.sluice.redis.script;

import dev.sluice.redis.link.Replies;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.PageRequest.Range;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the arguments of {@code topic.lua} and reads its answers. */
public final class TopicScript {
    public static final LuaScript SCRIPT = new LuaScript("topic.lua");

    private TopicScript() {}

    /**
     * Returns the arguments after the topic, which is the only key.
     *
     * @param maxEventBytes the longest data that is handed over
     */
    public static List<String> arguments(PageRequest request, int maxEventBytes) {
        return List.of(
                request.range().after().map(id -> "(" + id).orElse(""),
                Integer.toString(request.events()),
                Long.toString(request.bytes()),
                Integer.toString(maxEventBytes),
                request.range() instanceof Range.Before before ? "(" + before.id() : "+");
    }

    public static TopicPage page(List<?> answer) {
        List<TopicEvent> events = new ArrayList<>();
        for (Object event : (List<?>) answer.get(4)) {
            events.add(event((List<?>) event));
        }
        return new TopicPage(
                id(answer.get(0)).orElse(StreamId.ZERO),
                id(answer.get(1)),
                id(answer.get(2)),
                events,
                Replies.isOne(answer.get(3)),
                Replies.isOne(answer.get(5)));
    }

    private static TopicEvent event(List<?> event) {
        StreamId id = id(event.get(0)).orElseThrow();
        String type = Replies.text(event.get(2));
        boolean end = event.size() > 3;
        return event.get(1) instanceof byte[] data
                ? new TopicEvent(id, data, data.length, type, end)
                : new TopicEvent(id, null, (Long) event.get(1), type, end);
    }

    private static Optional<StreamId> id(Object bytes) {
        return StreamId.parse(Replies.text(bytes));
    }
}
