package dev.sluice.app.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.store.expiry.ExpiryStore;
import dev.sluice.testing.ConfigFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
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

    private final List<String> calls = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final List<String> expired = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private boolean isOthersTurn;
    private int pieces = 1;
    private long now = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private Settings settings;
    private ExpirySweeper sweeper;

    private final ExpiryStore store = new ExpiryStore() {
        @Override
        public boolean beginSweep(ChannelKind kind, String entry, Duration turn) {
            calls.add("begin " + entry + " " + turn.toMillis());
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
            return !isOthersTurn;
        }

        @Override
        public void find(ChannelKind kind, String pattern, Predicate<Collection<String>> found) {
            assertTrue(found.test(keys));
        }

        @Override
        public ExpiredMessages expire(String queue, QueueExpiry expiry, Duration interval) {
            calls.add("expire " + queue + " " + interval.toMillis());
            if (unanswered.contains(queue)) {
                throw new StoreUnavailableException("no server has its slot", null);
            }
            if (refused.contains(queue)) {
                throw new ExpiryRefusedException(Refusal.of("its key is odd"), null);
            }
            return new ExpiredMessages(2, --pieces > 0, Optional.empty());
        }

        @Override
        public boolean removeIdle(String topic, Duration idleTtl) {
            calls.add("idle " + topic + " " + idleTtl);
            return true;
        }
    };

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
        calls.clear();
        long wait = sweeper.turn();
        now += wait;
        return Duration.ofNanos(wait).toMillis();
    }

    @Test
    void entriesAreSweptTwentyTimesInTheirAge() {
        assertEquals(1_000, turn());
        assertEquals(
                List.of("begin message_list 2700", "expire message_list 3000", "begin inbox:* 4500", "begin job:* 900"),
                calls);
        turn();
        assertEquals(List.of("begin job:* 900"), calls);
        turn();
        turn();
        assertEquals(List.of("begin message_list 2700", "expire message_list 3000", "begin job:* 900"), calls);
    }

    @Test
    void channelsBelongToOneEntry() {
        keys.addAll(List.of("inbox:1", "inbox:vip", "sluice:{inbox:1}:dead", "job:1"));
        turn();
        assertEquals(
                List.of(
                        "begin message_list 2700",
                        "expire message_list 3000",
                        "begin inbox:* 4500",
                        "expire inbox:1 5000",
                        "begin job:* 900",
                        "idle job:1 PT10S"),
                calls);
        assertEquals(List.of("message_list 2", "inbox:1 2", "job:1"), expired);
    }

    @Test
    void otherNodesTurnIsNotTaken() {
        isOthersTurn = true;
        turn();
        assertEquals(List.of("begin message_list 2700", "begin inbox:* 4500", "begin job:* 900"), calls);
    }

    @Test
    void allPiecesGoInOneSweep() {
        pieces = 3;
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
            failures.add(new ExpiryRefusedException(refusal, null));
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
        keys.addAll(List.of("inbox:1", "inbox:2"));
        refused.add("inbox:1");
        turn();
        assertEquals(List.of("message_list 2", "inbox:2 2"), expired);
        assertEquals(Optional.of("The queue \"inbox:*\" does not expire: its key is odd."), sweeper.fault());
    }

    @Test
    void unansweredQueueDoesNotStopTheOthers() {
        keys.addAll(List.of("inbox:1", "inbox:2"));
        unanswered.add("inbox:1");
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
        unanswered.clear();
        now += Duration.ofMinutes(1).toNanos();
        turn();
        assertEquals(Optional.empty(), sweeper.fault());
    }

    @Test
    void sweepGivesUpAfterThreeUnansweredQueues() {
        keys.addAll(List.of("inbox:1", "inbox:2", "inbox:3", "inbox:4"));
        unanswered.addAll(keys);
        turn();
        assertTrue(calls.contains("expire inbox:3 5000"), calls.toString());
        assertFalse(calls.contains("expire inbox:4 5000"), calls.toString());
    }

    @Test
    void sweepWithoutAnAnswerIsNoFault() {
        failures.add(new StoreUnavailableException("away", null));
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
        assertEquals(List.of(), calls);
    }
}
