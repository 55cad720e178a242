package dev.sluice.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.config.Setting;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limit on open streams. */
final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    /** The reserve for connections to Redis, files, requests that are not streams, and refused streams. */
    private static final int RESERVE = 200;

    private static final int DEFAULT_LIMIT = 10_000;

    private ConnectionLimit() {}

    /**
     * Returns the limit of the settings, or else what open files and the container allow.
     *
     * @param set the limit of the settings, or empty
     * @param container the most connections of the servlet container, if known
     */
    static int of(OptionalInt set, OptionalInt container) {
        int most = container.orElse(Integer.MAX_VALUE);
        if (set.isEmpty()) {
            return Math.min(openFiles(), Math.max(1, most - Math.min(RESERVE, most / 4)));
        }
        if (set.getAsInt() >= most) {
            LOG.warn(
                    "{} is {}, but the container accepts only {} connections. If streams"
                            + " use all of them, other requests, health checks included, get no answer",
                    Setting.MAX_CONNECTIONS.environmentName(),
                    set.getAsInt(),
                    most);
        }
        return set.getAsInt();
    }

    private static int openFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long files = Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount());
            return (int) Math.max(1, files - RESERVE);
        }
        return DEFAULT_LIMIT;
    }
}
