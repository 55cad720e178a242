package dev.sluice.app.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.testing.ConfigFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ExpirySweeperTest {
    private static final String CHANNELS = """
            queues:
              message_list: {max-age: 1m}
              "inbox:vip": {max-age: none}
              "inbox:*": {max-age: 100s}
            topics:
              "job:*": {idle-ttl: 10s}
              chat:
            """;

    private final List<String> expired = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long now = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private Settings settings;
    private ExpirySweeper sweeper;

    private final FakeExpiryStore store = new FakeExpiryStore();

    @BeforeEach
    void start() throws Exception {
        use(CHANNELS);
        sweeper = new ExpirySweeper(
                () -> settings,
                store,
                (queue, messages) -> expired.add(queue + " " + messages.removed()),
                topic -> expired.add(topic),
                () -> now);
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sluice.app.expiry");
    }

    private void use(String yaml) throws Exception {
        settings = new SettingsLoader(Map.of(), new Properties(), Map.of(Setting.CONFIG, ConfigFile.of(yaml))).load();
    }

    private List<String> logged(Level level) {
        return log.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Returns the milliseconds until the next turn. */
    private long turn() {
        store.calls.clear();
        long wait = sweeper.turn();
        now += wait;
        return Duration.ofNanos(wait).toMillis();
    }

    @Test
    void entriesAreSweptTwentyTimesInTheirAge() {
        assertEquals(1_000, turn());
        assertEquals(
                List.of("begin message_list 2700", "expire message_list 3000", "begin inbox:* 4500", "begin job:* 900"),
                store.calls);
        turn();
        assertEquals(List.of("begin job:* 900"), store.calls);
        turn();
        turn();
        assertEquals(List.of("begin message_list 2700", "expire message_list 3000", "begin job:* 900"), store.calls);
    }

    @Test
    void channelsBelongToOneEntry() {
        store.keys.addAll(List.of("inbox:1", "inbox:vip", "sluice:{inbox:1}:dead", "job:1"));
        turn();
        assertEquals(
                List.of(
                        "begin message_list 2700",
                        "expire message_list 3000",
                        "begin inbox:* 4500",
                        "expire inbox:1 5000",
                        "begin job:* 900",
                        "idle job:1 PT10S"),
                store.calls);
        assertEquals(List.of("message_list 2", "inbox:1 2", "job:1"), expired);
    }

    @Test
    void otherNodesTurnIsNotTaken() {
        store.isOthersTurn = true;
        turn();
        assertEquals(List.of("begin message_list 2700", "begin inbox:* 4500", "begin job:* 900"), store.calls);
    }

    @Test
    void allPiecesGoInOneSweep() {
        store.pieces = 3;
        turn();
        assertEquals(List.of("message_list 2", "message_list 2", "message_list 2"), expired);
        assertEquals(
                List.of("6 messages of the queue \"message_list\" had waited longer than PT1M and have expired"),
                logged(Level.INFO));
    }

    @Test
    void refusalIsLoggedOnceAndShown() {
        Refusal refusal = new Refusal("Redis says: NOPERM", true);
        for (int i = 0; i < 2; i++) {
            store.failures.add(new ExpiryRefusedException(refusal, null));
            turn();
            now += Duration.ofMinutes(1).toNanos();
        }
        assertEquals(1, logged(Level.WARN).size(), logged(Level.WARN).toString());
        assertEquals(Optional.of("The queue \"message_list\" does not expire: Redis says: NOPERM."), sweeper.fault());
        turn();
        assertEquals(Optional.empty(), sweeper.fault());
        assertTrue(logged(Level.INFO).contains("Expiry of the queue \"message_list\" works again"));
    }

    @Test
    void oneRefusedQueueDoesNotStopTheOthers() {
        store.keys.addAll(List.of("inbox:1", "inbox:2"));
        store.refused.add("inbox:1");
        turn();
        assertEquals(List.of("message_list 2", "inbox:2 2"), expired);
        assertEquals(Optional.of("The queue \"inbox:*\" does not expire: its key is odd."), sweeper.fault());
    }

    @Test
    void unansweredQueueDoesNotStopTheOthers() {
        store.keys.addAll(List.of("inbox:1", "inbox:2"));
        store.unanswered.add("inbox:1");
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), sweeper.fault());
            turn();
            now += Duration.ofMinutes(1).toNanos();
        }
        assertTrue(expired.contains("inbox:2 2"), expired.toString());
        Optional<String> fault = Optional.of("The queue \"inbox:*\" does not expire: no server has its slot.");
        assertEquals(fault, sweeper.fault());
        turn();
        assertEquals(1, logged(Level.WARN).size(), logged(Level.WARN).toString());
        store.unanswered.clear();
        now += Duration.ofMinutes(1).toNanos();
        turn();
        assertEquals(Optional.empty(), sweeper.fault());
    }

    @Test
    void sweepGivesUpAfterThreeUnansweredQueues() {
        store.keys.addAll(List.of("inbox:1", "inbox:2", "inbox:3", "inbox:4"));
        store.unanswered.addAll(store.keys);
        turn();
        assertTrue(store.calls.contains("expire inbox:3 5000"), store.calls.toString());
        assertFalse(store.calls.contains("expire inbox:4 5000"), store.calls.toString());
    }

    @Test
    void sweepWithoutAnAnswerIsNoFault() {
        store.failures.add(new StoreUnavailableException("away", null));
        turn();
        assertEquals(List.of(), expired);
        assertEquals(Optional.empty(), sweeper.fault());
        now += Duration.ofSeconds(3).toNanos();
        turn();
        assertEquals(List.of("message_list 2"), expired);
    }

    @Test
    void settingsAreReadAtEachTurn() throws Exception {
        turn();
        assertTrue(ExpirySweeper.isNeeded(settings));
        use("queues: [message_list]\n");
        assertFalse(ExpirySweeper.isNeeded(settings));
        assertEquals(60_000, turn());
        assertEquals(List.of(), store.calls);
    }

    @Test
    void newMaxAgeBeginsWithoutAges() throws Exception {
        use("queues: {list: {max-age: 20s}}\n");
        store.keys.addAll(List.of("inbox:1", "other"));
        turn();
        assertEquals(List.of("begin list 900", "expire list 1000"), store.calls, "after a start others' ages hold");
        use("queues: {list: {max-age: 40s}, \"inbox:*\": {max-age: 20s}}\n");
        sweeper.settingsChanged();
        turn();
        List<String> expected = List.of(
                "begin list 1800", "expire list 2000", "forget inbox:1", "begin inbox:* 900", "expire inbox:1 1000");
        assertEquals(expected, store.calls);
        turn();
        assertFalse(store.calls.contains("forget inbox:1"), store.calls.toString());
    }
}
