package dev.sluice.logging;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log of the process. */
public final class Logs {
    private Logs() {}

    /** Logs the numbers of lines left out until now, and writes no more; for the end of the process. */
    public static void end() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
