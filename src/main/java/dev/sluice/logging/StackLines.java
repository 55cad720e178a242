package dev.sluice.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.stream.Collectors;

/**
 * {@code %stack} in logback's pattern: the bounded stack trace without control characters. Exceptions' texts may have
 * line ends, so all lines are indented: none can be taken for a line of the log. Thread-safe.
 */
public final class StackLines extends ThrowableProxyConverter {
    private static final int MAX_LINES = 200;

    private static final String INDENT = "\t";

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return super.throwableProxyToString(thrown)
                .lines()
                .limit(MAX_LINES)
                .map(line -> INDENT + LogLine.of(line.strip()) + System.lineSeparator())
                .collect(Collectors.joining());
    }
}
