package dev.sluice.bridge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process after an error such as a full heap: a copy or a restart goes on, half a process would not. */
final class FatalError {
    private static final Logger LOG = LoggerFactory.getLogger(FatalError.class);

    private static final int STATUS = 70; // EX_SOFTWARE of sysexits.h

    private FatalError() {}

    /** Ends the process at once, even if there is no memory to log the failure. */
    static void halt(Throwable failure) {
        try {
            LOG.error("The bridge is stopping because of an error", failure);
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
