package dev.sluice.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.List;
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
        return lines(thrown).stream()
                .map(line -> INDENT + line + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /** Returns the bounded lines of the stack trace, without indentation and control characters. */
    List<String> lines(IThrowableProxy thrown) {
        return super.throwableProxyToString(thrown)
                .lines()
                .limit(MAX_LINES)
                .map(line -> LogLine.of(line.strip()))
                .toList();
    }
}
