package dev.sluice.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The memory that the JVM allows outside the heap, for which Java has no API. */
final class DirectMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DirectMemory.class);

    private DirectMemory() {}

    /** Returns {@code -XX:MaxDirectMemorySize}, or else the heap's greatest size, in bytes. */
    static long maxBytes() {
        long set = 0;
        try {
            set = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("MaxDirectMemorySize")
                    .getValue());
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Cannot read MaxDirectMemorySize; assuming the size of the heap", e);
        }
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }
}
