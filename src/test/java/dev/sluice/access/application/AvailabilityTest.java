package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AvailabilityTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Availability.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long now = Long.MAX_VALUE - 1; // as nanoTime, it may overflow
    private final Availability availability = new Availability(() -> now);

    @BeforeEach
    void listen() {
        log.start();
        LOGGER.setAdditive(false);
        LOGGER.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.detachAppender(log);
        LOGGER.setAdditive(true);
    }

    private List<Level> levels() {
        return log.list.stream().map(ILoggingEvent::getLevel).toList();
    }

    @Test
    void tellsTheBeginningAndTheEnd() {
        availability.answered();
        availability.failed("It is away.");
        availability.failed("It is still away.");
        assertEquals(
                List.of(
                        "The application is unavailable; requests that need it are refused until it answers: It is away."),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        availability.answered();
        availability.answered();
        assertEquals(List.of(Level.WARN, Level.INFO), levels());
    }

    @Test
    void tellsOnceInAMinuteThoughItChanges() {
        for (int i = 0; i < 100; i++) {
            availability.failed("It is away.");
            availability.answered();
        }
        assertEquals(List.of(Level.WARN, Level.INFO), levels());
        now += Duration.ofMinutes(1).toNanos();
        availability.failed("It is away.");
        assertEquals(List.of(Level.WARN, Level.INFO, Level.WARN), levels());
    }
}
