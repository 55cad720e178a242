package dev.sluice.delivery.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.delivery.browser.LogChunk;
import dev.sluice.store.StreamId;
import java.util.List;
import java.util.Optional;

/**
 * All that can be asked about a subscriber.
 *
 * @param cursors its cursors, as they were before anything else was asked
 */
public record SubscriberState(
        List<CursorState> cursors, List<CursorAnswers> answers, boolean hasNews, int bytesToCopy, String id) {

    record CursorState(Position position, TopicLog log, StreamId place, int next) {}

    record CursorAnswers(LogChunk chunk, boolean isBehind, boolean mayWrite, Optional<StreamAnswers> stream) {}

    record StreamAnswers(
            boolean isPlaced, boolean isAwaited, boolean isUnannounced, boolean isOnPage, boolean hasNewsForLog) {}

    /** Asks all that there is, twice. Fails if a question has changed anything. */
    public static SubscriberState of(Object subscriber) {
        SubscriberState state = ask((TopicSubscriber) subscriber);
        assertEquals(state, ask((TopicSubscriber) subscriber), "a question changes nothing");
        return state;
    }

    public static boolean isClosed(Object subscriber) {
        return ((TopicSubscriber) subscriber).isClosed();
    }

    private static SubscriberState ask(TopicSubscriber subscriber) {
        return new SubscriberState(
                subscriber.cursors().stream().map(SubscriberState::state).toList(),
                subscriber.cursors().stream().map(SubscriberState::answers).toList(),
                subscriber.hasNews(),
                subscriber.bytesToCopy(),
                subscriber.outlet().ids().current());
    }

    private static CursorState state(TopicCursor cursor) {
        return new CursorState(cursor.position(), cursor.log(), cursor.place(), cursor.next());
    }

    private static CursorAnswers answers(TopicCursor cursor) {
        return new CursorAnswers(
                cursor.chunk(),
                cursor.isBehind(),
                cursor.mayWrite(),
                cursor instanceof StreamCursor stream
                        ? Optional.of(new StreamAnswers(
                                stream.isPlaced(),
                                stream.isAwaited(),
                                stream.isUnannounced(),
                                stream.isOnPage(),
                                stream.hasNewsForLog()))
                        : Optional.empty());
    }
}
