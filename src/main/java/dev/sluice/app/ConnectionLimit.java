package dev.sluice.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.config.Setting;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many streams may be open. */
final class ConnectionLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    /** For connections to Redis, files, requests that are no streams, and streams that are refused. */
    private static final int RESERVE = 200;

    private static final int WHERE_UNKNOWN = 10_000;

    private ConnectionLimit() {}

    /**
     * What is set, or else what open files and the container allow.
     *
     * @param set by the settings, or empty
     * @param container how many connections the servlet container takes, if that is known
     */
    static int of(OptionalInt set, OptionalInt container) {
        if (set.isEmpty()) {
            return Math.min(
                    openFiles(), container.isPresent() ? withoutReserve(container.getAsInt()) : Integer.MAX_VALUE);
        }
        if (container.isPresent() && set.getAsInt() >= container.getAsInt()) {
            LOG.warn(
                    "{} is {}, but the container takes only {} connections (Tomcat: maxConnections of the connector): once"
                            + " streams have them all, nothing else is answered, health checks included",
                    Setting.MAX_CONNECTIONS.environmentName(),
                    set.getAsInt(),
                    container.getAsInt());
        }
        return set.getAsInt();
    }

    /** A quarter, where there are few. */
    private static int withoutReserve(int connections) {
        return Math.max(1, connections - Math.min(RESERVE, connections / 4));
    }

    private static int openFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return withoutReserve((int) Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount()));
        }
        return WHERE_UNKNOWN;
    }
}
