package dev.sluice.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many streams the limit of open files allows. */
final class OpenFilesLimit {
    /** For connections to Redis, files, and streams that are refused. */
    private static final int RESERVE = 200;

    private static final int WHERE_UNKNOWN = 10_000;

    private OpenFilesLimit() {}

    static int connections() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long files = Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount());
            return (int) Math.max(1, files - RESERVE);
        }
        return WHERE_UNKNOWN;
    }
}
