package dev.sluice.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.StreamId;
import dev.sluice.store.topic.PageRequest.Range;
import dev.sluice.store.topic.TopicEvent;
import dev.sluice.store.topic.TopicPage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryQueryTest {
    private static HistoryQuery read(String query) throws RefusedException {
        return HistoryQuery.read(new QueryParameters(query));
    }

    private static StreamId id(long millis) {
        return new StreamId(millis, 0);
    }

    /** A page of a stream from 10 to 20. */
    private static TopicPage page(boolean whole, boolean more) {
        Optional<StreamId> deleted = whole ? Optional.of(StreamId.ZERO) : Optional.empty();
        return new TopicPage(id(20), Optional.of(id(10)), deleted, List.of(), more, false);
    }

    @Test
    void withoutAWordItIsTheBeginning() throws Exception {
        HistoryQuery usual = new HistoryQuery(new Range.After(StreamId.ZERO), 100);
        assertEquals(usual, read(null));
        assertEquals(usual, read(""));
        assertEquals(usual, read("utm_source=x&y"));
    }

    @Test
    void eachParameterIsTaken() throws Exception {
        assertEquals(new HistoryQuery(new Range.After(new StreamId(5, 3)), 7), read("after=5-3&limit=7"));
        assertEquals(new HistoryQuery(new Range.Before(id(5)), 100), read("before=5-0"));
        assertEquals(new HistoryQuery(new Range.Newest(), 1000), read("last=1000"));
        assertEquals(new HistoryQuery(new Range.After(new StreamId(5, 3)), 100), read("after=5%2D3"));
    }

    @ParameterizedTest
    @CsvSource({
        "after=x, \"after\"",
        "after=, \"after\"",
        "before=1-, \"before\"",
        "limit=0, \"limit\"",
        "limit=1001, \"limit\"",
        "limit=-1, \"limit\"",
        "limit=99999999999, \"limit\"",
        "last=ten, \"last\"",
        "last=5&after=1-0, \"last\"",
        "last=5&before=1-0, \"last\"",
        "last=5&limit=1, \"last\"",
        "after=1-0&before=2-0, cannot be combined",
        "after=1-0&after=2-0, twice",
        "after=%, invalid percent-encoding",
    })
    void whatIsWrongIsNamed(String query, String named) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> read(query));
        assertEquals(400, refusal.problem().status());
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        // after, whole, more: gap, final
        "0, false, true, false, false",
        "0, true, true, false, false",
        "9, false, true, true, false",
        "9, true, true, false, true",
        "10, false, true, false, true",
        "10, false, false, false, false",
        "20, false, false, false, false",
        "21, false, false, true, false",
    })
    void aFullPageWithoutAGapIsFinal(long after, boolean whole, boolean more, boolean gap, boolean isFinal)
            throws Exception {
        HistoryQuery query = read("after=" + after + "-0");
        assertEquals(gap, query.hasGap(page(whole, more)));
        assertEquals(isFinal, query.isFinal(page(whole, more)));
    }

    @ParameterizedTest
    @CsvSource({"20, true, true", "20, false, false", "21, true, false"})
    void fullPageBeforeExistingEventsIsFinal(long before, boolean more, boolean isFinal) throws Exception {
        HistoryQuery query = read("before=" + before + "-0");
        assertFalse(query.hasGap(page(false, more)));
        assertEquals(isFinal, query.isFinal(page(false, more)));
    }

    @Test
    void theNewestAreNeverFinal() throws Exception {
        assertFalse(read("last=5").isFinal(page(true, true)));
        assertFalse(read("last=5").hasGap(page(false, true)));
    }

    private static TopicPage pageOf(String... data) {
        List<TopicEvent> events = new ArrayList<>();
        for (String each : data) {
            byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
            events.add(new TopicEvent(id(events.size() + 1), bytes, bytes.length, "", false));
        }
        return new TopicPage(id(9), Optional.of(id(1)), Optional.empty(), events, false, false);
    }

    private static List<Long> idsThatFit(String query, TopicPage page) throws RefusedException {
        TopicPage fitting = read(query).fit(page);
        assertEquals(fitting.events().size() < page.events().size(), fitting.more());
        return fitting.events().stream().map(event -> event.id().millis()).toList();
    }

    @Test
    void pageThatIsTooLongLosesTheFarthest() throws Exception {
        String escaped = "\u0001".repeat(1 << 18); // 1.5 MiB as JSON
        TopicPage page = pageOf("1", escaped, "3", escaped, "5");
        assertEquals(List.of(1L, 2L, 3L), idsThatFit("after=0-0", page));
        assertEquals(List.of(3L, 4L, 5L), idsThatFit("before=9-0", page));
        assertEquals(List.of(3L, 4L, 5L), idsThatFit("last=5", page));
        assertEquals(List.of(1L), idsThatFit("after=0-0", pageOf(escaped + escaped, "2")));
        assertEquals(List.of(1L, 2L), idsThatFit("after=0-0", pageOf("x".repeat(1 << 20), "y".repeat(1 << 20))));
    }
}
