package dev.sluice.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the JVM allows outside the heap, for which Java has no API. */
final class DirectMemory {
    private DirectMemory() {}

    /** As {@code -XX:MaxDirectMemorySize} says, or else as large as the heap may grow; in bytes. */
    static long maxBytes() {
        long set = 0;
        try {
            set = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("MaxDirectMemorySize")
                    .getValue());
        } catch (RuntimeException | LinkageError e) {
            // Another JVM than HotSpot: most have the same default.
        }
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }
}
