package dev.sluice.standalone;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Options that make the JVM return memory that it took while streams were opened. Idle streams allocate next to
 * nothing, so that nothing else would start a collection, and by default two thirds of the heap stay free.
 *
 * @see <a href="https://openjdk.org/jeps/346">JEP 346: Promptly Return Unused Committed Memory from G1</a>
 */
final class HeapReturn {
    /** The pause between collections; one with 10,000 idle streams takes less than 0.1 s of CPU. */
    private static final Duration WITHOUT_COLLECTION = Duration.ofSeconds(30);

    /** The options, in this order since the least may never be above the most. */
    private static final List<Map.Entry<String, String>> OPTIONS = List.of(
            Map.entry("MinHeapFreeRatio", "20"),
            Map.entry("MaxHeapFreeRatio", "40"),
            Map.entry("G1PeriodicGCInterval", String.valueOf(WITHOUT_COLLECTION.toMillis())));

    private HeapReturn() {}

    /** Sets the options that were not set at the start; other JVMs and collectors stay as they are. */
    static void begin() {
        try {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            if (jvm != null && Boolean.parseBoolean(jvm.getVMOption("UseG1GC").getValue())) {
                OPTIONS.forEach(option -> set(jvm, option.getKey(), option.getValue()));
            }
        } catch (IllegalArgumentException | NoClassDefFoundError e) {
            // Another JVM, or one without the module jdk.management.
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String name, String value) {
        try {
            if (jvm.getVMOption(name).getOrigin() == VMOption.Origin.DEFAULT) {
                jvm.setVMOption(name, value);
            }
        } catch (IllegalArgumentException e) {
            // The option does not go with one that was set.
        }
    }
}
