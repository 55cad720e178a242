package dev.sluice.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.sluice.logging.RepeatLimit.Verdict;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A console that writes a few lines of one kind (logger, level and pattern) in a minute; then a line has the number of
 * those left out. Thread-safe, as any appender.
 */
// Why not an existing one: logback's DuplicateMessageFilter has neither time nor count; others wrap each call,
// so lines of Jetty and Jedis would pass them by.
public final class LogConsole extends ConsoleAppender<ILoggingEvent> {
    private record Kind(String logger, Level level, String pattern) {
        private static final Kind ALL_OTHERS = new Kind(Logger.ROOT_LOGGER_NAME, Level.WARN, "(of several kinds)");

        private static Kind of(ILoggingEvent line) {
            return new Kind(line.getLoggerName(), line.getLevel(), line.getMessage());
        }

        // By hand: for a generated one Java 17 keeps the record's class, and an undeployed WAR with it (JDK-8078641).
        @Override
        public boolean equals(Object other) {
            return other instanceof Kind kind
                    && level.equals(kind.level)
                    && logger.equals(kind.logger)
                    && Objects.equals(pattern, kind.pattern);
        }

        @Override
        public int hashCode() {
            return Objects.hash(logger, level, pattern);
        }
    }

    private final RepeatLimit<Kind> limit;
    private final ScheduledThreadPoolExecutor counts;

    /** Called by logback. */
    public LogConsole() {
        // The thread begins with the first line that is left out.
        this(Ticker.SYSTEM, Threads.scheduler("sluice-log"));
    }

    /**
     * Called by tests.
     *
     * @param counts logs the numbers of lines left out; stopped with this
     */
    LogConsole(Ticker ticker, ScheduledThreadPoolExecutor counts) {
        this.limit = new RepeatLimit<>(ticker, Kind.ALL_OTHERS);
        this.counts = counts;
    }

    /** Writes JSON from now on. Call this before anything is logged. */
    void writeJson() {
        JsonLine json = new JsonLine();
        json.setContext(getContext());
        json.start();
        setEncoder(json);
    }

    /** Returns true if the lines are JSON. */
    boolean isJson() {
        return getEncoder() instanceof JsonLine;
    }

    /** Logs the numbers of lines left out until now, and writes no more. */
    @Override
    public void stop() {
        if (isStarted()) {
            Threads.stop(counts);
            tell(limit.takeAllCounts());
        }
        super.stop();
    }

    @Override
    protected void append(ILoggingEvent line) {
        Verdict verdict = limit.add(Kind.of(line));
        if (verdict == Verdict.WRITE) {
            super.append(line);
        } else if (verdict == Verdict.LEAVE_OUT_FIRST) {
            tellLater();
        }
    }

    private void tellLater() {
        try {
            counts.schedule(() -> tell(limit.takeCounts()), RepeatLimit.WINDOW.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // A stop is under way, and logs the numbers.
        }
    }

    private void tell(List<RepeatLimit.Count<Kind>> all) {
        LoggerContext loggers = (LoggerContext) getContext();
        for (RepeatLimit.Count<Kind> count : all) {
            Kind kind = count.kind();
            super.append(new LoggingEvent(
                    LogConsole.class.getName(),
                    loggers.getLogger(kind.logger()),
                    kind.level(),
                    "{} more lines like this in the last minute were left out: {}",
                    null,
                    new Object[] {count.lines(), kind.pattern()}));
        }
    }
}
