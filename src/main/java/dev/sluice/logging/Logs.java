package dev.sluice.logging;

import ch.qos.logback.classic.LoggerContext;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the process. Thread-safe. */
public final class Logs {
    /** The logger of sentences about the process as a whole. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private Logs() {}

    /** Sets the format of all lines that follow. The node calls this before it logs anything. */
    public static void use(LogFormat format) {
        if (format == LogFormat.TEXT) {
            return; // as logback.xml has it
        }
        List<LogConsole> consoles = consoles();
        consoles.forEach(LogConsole::writeJson);
        if (consoles.isEmpty()) {
            LOG.warn(
                    "The log format {} has no effect: your logback configuration has no {}",
                    format,
                    LogConsole.class.getName());
        }
    }

    /** Returns true if the lines of the log are JSON. */
    public static boolean areJson() {
        return consoles().stream().anyMatch(LogConsole::isJson);
    }

    /**
     * Says why a command ends.
     *
     * @param sentence a line of the log if that is JSON, so that programs can read it; else written as it is
     */
    public static void refuse(String sentence, PrintWriter terminal) {
        if (areJson()) {
            LOG.error("{}", sentence);
        } else {
            terminal.println(sentence);
        }
    }

    /** Logs the numbers of lines left out until now, and writes no more; for the end of the process. */
    public static void end() {
        context().stop();
    }

    private static List<LogConsole> consoles() {
        List<LogConsole> consoles = new ArrayList<>();
        for (ch.qos.logback.classic.Logger logger : context().getLoggerList()) {
            logger.iteratorForAppenders().forEachRemaining(appender -> {
                if (appender instanceof LogConsole console) {
                    consoles.add(console);
                }
            });
        }
        return consoles;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
