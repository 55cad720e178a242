package dev.sluice.redis.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ChannelFaultTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ChannelFault.class);
    private final ChannelFault fault = new ChannelFault("topics");
    private final Lines lines = new Lines();

    /** Lets each line wait for something that another thread does. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new ArrayList<>();
        private Supplier<?> other = () -> null;

        @Override
        protected void append(ILoggingEvent event) {
            CompletableFuture.supplyAsync(other).orTimeout(10, TimeUnit.SECONDS).join();
            lines.add(event.getFormattedMessage());
        }
    }

    ChannelFaultTest() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
    }

    @Test
    void isLoggedWhenItBeginsAndEnds() {
        fault.begin("cut");
        fault.begin("refused");
        assertEquals(Optional.of("Not subscribed to topics: refused."), fault.sentence());
        fault.end();
        fault.end();
        assertEquals(Optional.empty(), fault.sentence());
        assertEquals(
                List.of(
                        "Not subscribed to topics; messages published now are missed: cut",
                        "Subscribed to topics again"),
                lines.lines);
    }

    @Test
    void blockedLogKeepsNobodyWaiting() {
        lines.other = fault::sentence;
        fault.begin("cut");
        fault.end();
        assertEquals(2, lines.lines.size());
    }
}
