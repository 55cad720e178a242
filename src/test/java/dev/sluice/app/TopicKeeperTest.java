package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.channel.HistoryCache;
import dev.sluice.channel.TopicPolicy;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import dev.sluice.store.topic.TopicTrimmer;
import dev.sluice.store.topic.TrimResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TopicKeeperTest {
    private static final TrimResult WITHIN_BOUNDS = new TrimResult.Trimmed(0, false, 0, List.of());
    private static final TrimResult REFUSED = new TrimResult.Refused(new Refusal("Redis says: NOPERM", true));

    private final List<String> trimmed = new ArrayList<>();
    private final List<Long> unread = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Supplier<TrimResult> answer = () -> WITHIN_BOUNDS;
    private long now = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private final TopicTrimmer trimmer = (topic, policy) -> {
        trimmed.add(topic);
        return answer.get();
    };
    private final TopicKeeper keeper = new TopicKeeper(
            trimmer,
            topic -> new TopicPolicy(
                    topic.equals("unbounded") ? Optional.empty() : Optional.of(100),
                    Optional.empty(),
                    Optional.empty(),
                    HistoryCache.PRIVATE),
            unread::add,
            () -> now);

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        keeper.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sluice.app");
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            keeper.trimAll();
            now += Duration.ofSeconds(5).toNanos();
        }
    }

    private static RuntimeException unavailable() {
        return new StoreUnavailableException("away", null);
    }

    @Test
    @DisplayName("A served topic is trimmed in each round, a topic that was posted to in the next round only")
    void trimsServedTopicsAlwaysAndPostedOnesOnce() {
        keeper.serving("served");
        keeper.posted("posted");
        keeper.posted("posted");
        keeper.trimAll();
        assertEquals(List.of("posted", "served"), trimmed.stream().sorted().toList());
        keeper.trimAll();
        assertEquals(3, trimmed.size());
        keeper.forgotten("served");
        keeper.trimAll();
        assertEquals(3, trimmed.size());
    }

    @Test
    void errorInOneTopicLeavesOthersTheirTurn() {
        List.of("one", "two", "three").forEach(keeper::posted);
        answer = () -> {
            answer = () -> WITHIN_BOUNDS;
            throw new OutOfMemoryError("as if");
        };
        assertThrows(OutOfMemoryError.class, keeper::trimAll);
        keeper.trimAll();
        assertEquals(List.of("one", "three", "two"), trimmed.stream().sorted().toList());
    }

    @Test
    void aTopicWithoutBoundsIsNeverTrimmed() {
        keeper.serving("unbounded");
        keeper.posted("unbounded");
        keeper.trimAll();
        assertEquals(List.of(), trimmed);
    }

    @Test
    void longTrimmingLeavesOthersTheirTurn() {
        answer = () -> new TrimResult.Trimmed(10_000, trimmed.size() < 50, 0, List.of());
        keeper.posted("long");
        keeper.trimAll();
        assertEquals(20, trimmed.size());
        rounds(5);
        assertEquals(50, trimmed.size());
    }

    @Test
    void unansweredTrimIsRepeatedWithoutWarning() {
        answer = () -> {
            throw unavailable();
        };
        keeper.posted("chat");
        rounds(10);
        assertEquals(10, trimmed.size());
        answer = () -> WITHIN_BOUNDS;
        rounds(10);
        assertEquals(11, trimmed.size());
        assertEquals(List.of(), warnings());
    }

    @Test
    void refusalIsLoggedOnceAndRetriedSlowly() {
        answer = () -> REFUSED;
        keeper.serving("chat");
        rounds(10);
        assertEquals(3, trimmed.size());
        assertEquals(1, warnings().size(), warnings().toString());
        rounds(12 * 60); // an hour
        assertEquals(3 + 12, trimmed.size());
        assertEquals(1, warnings().size());
        answer = () -> WITHIN_BOUNDS;
        rounds(12 * 5 + 10);
        assertTrue(log.list.toString().contains("trimmed again"), log.list.toString());
    }

    @Test
    void aRefusalThatPassesIsNotSaid() {
        answer = () -> trimmed.size() < 3 ? REFUSED : WITHIN_BOUNDS;
        keeper.posted("chat");
        rounds(10);
        assertEquals(3, trimmed.size());
        assertEquals(List.of(), log.list);
    }

    @Test
    @DisplayName("An error in one topic does not stop the others and is logged once")
    void errorInOneTopicStopsNoOther() {
        answer = () -> {
            if (trimmed.get(trimmed.size() - 1).equals("a")) {
                throw new IllegalStateException("broken");
            }
            return WITHIN_BOUNDS;
        };
        keeper.serving("a");
        keeper.serving("b");
        rounds(10);
        assertEquals(10, trimmed.stream().filter("b"::equals).count());
        assertEquals(1, warnings().size(), warnings().toString());
    }

    @Test
    @DisplayName("A key of another type is left to the parts that use it to report")
    void keyOfAnotherTypeIsNotReported() {
        answer = () -> {
            throw new WrongTypeException("no stream", null);
        };
        keeper.serving("chat");
        rounds(10);
        assertEquals(List.of(), warnings());
    }

    @Test
    @DisplayName("What consumer groups have lost is counted, with a warning every ten minutes")
    void lossesOfGroupsAreCountedAndWarnedOf() {
        answer = () -> new TrimResult.Trimmed(7, false, 5, List.of(trimmed.size() < 50 ? "audit" : "bill\ning"));
        keeper.serving("chat");
        rounds(12 * 25); // 25 minutes
        assertEquals(12 * 25, unread.size());
        List<String> warnings = warnings();
        assertEquals(3, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("\"chat\" was over ten times its max-length: up to 5 events"));
        assertTrue(warnings.get(0).contains("not get them: \"audit\"."), warnings.get(0));
        assertTrue(warnings.get(1).contains("up to 600 events"), warnings.get(1));
        assertTrue(warnings.get(1).contains("not get them: \"audit\", \"bill\ning\"."), warnings.get(1));
    }
}
