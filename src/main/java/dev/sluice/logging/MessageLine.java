package dev.sluice.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %line} in logback's pattern: the message as one bounded line without control characters. Thread-safe. */
public final class MessageLine extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return LogLine.of(super.convert(event));
    }
}
