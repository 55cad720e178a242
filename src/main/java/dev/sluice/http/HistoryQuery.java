package dev.sluice.http;

import dev.sluice.http.answer.Json;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest;
import dev.sluice.store.topic.PageRequest.Range;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import java.util.List;
import java.util.Optional;

/**
 * The part of a history that a request asks for.
 *
 * @param range where the events are
 * @param most the most events
 */
record HistoryQuery(Range range, int most) {
    private static final int DEFAULT = 100;
    /** The bound on a page's memory, here and in the store. */
    private static final long MAX_BYTES = 1 << 20;
    /** The bound on a page as JSON, which writes some characters with six bytes. A page has at least one event. */
    private static final long MAX_JSON_BYTES = 2 << 20;

    /** @throws RefusedException if a parameter is malformed, or two exclude each other */
    static HistoryQuery read(QueryParameters parameters) throws RefusedException {
        Optional<StreamId> after = QueryParameters.id("after", parameters.find("after"));
        Optional<StreamId> before = QueryParameters.id("before", parameters.find("before"));
        Optional<Integer> last = QueryParameters.count("last", parameters.find("last"), 1);
        Optional<Integer> limit = QueryParameters.count("limit", parameters.find("limit"), 1);
        if (last.isPresent()) {
            if (after.isPresent() || before.isPresent() || limit.isPresent()) {
                throw new RefusedException(
                        Problem.badRequest("\"last\" cannot be combined with \"after\", \"before\" or \"limit\"."));
            }
            return new HistoryQuery(new Range.Newest(), last.get());
        }
        if (before.isEmpty()) {
            return new HistoryQuery(new Range.After(after.orElse(StreamId.ZERO)), limit.orElse(DEFAULT));
        }
        if (after.isPresent()) {
            throw new RefusedException(Problem.badRequest("\"after\" and \"before\" cannot be combined."));
        }
        return new HistoryQuery(new Range.Before(before.get()), limit.orElse(DEFAULT));
    }

    /** Returns the request for a page of this topic. */
    PageRequest of(String topic) {
        return new PageRequest(topic, range, most, MAX_BYTES);
    }

    /** Returns the page; without the events farthest from the position if it is too long as JSON. */
    TopicPage fit(TopicPage page) {
        List<TopicEvent> events = page.events();
        boolean isOldestFirst = range instanceof Range.After;
        long bytes = 0;
        for (int count = 0; count < events.size(); count++) {
            TopicEvent event = events.get(isOldestFirst ? count : events.size() - 1 - count);
            bytes += event.data() == null ? 0 : Json.textLength(event.data());
            if (bytes > MAX_JSON_BYTES && count > 0) {
                return isOldestFirst ? page.oldest(count) : page.newest(count);
            }
        }
        return page;
    }

    /** Returns the position, if events may be missing between it and the page. */
    Optional<StreamId> beginOfGap(TopicPage page) {
        return range.after().filter(position -> page.isBehind(position) || page.hasGapAfter(position));
    }

    boolean hasGap(TopicPage page) {
        return beginOfGap(page).isPresent();
    }

    /**
     * Returns true if the page never changes: it is full, and no event can come in between. A page from the beginning
     * does, since trimming moves it.
     */
    boolean isFinal(TopicPage page) {
        if (range instanceof Range.Before before) {
            return page.more() && !page.isBehind(before.id());
        }
        return page.more() && range instanceof Range.After after && !after.id().equals(StreamId.ZERO) && !hasGap(page);
    }
}
