package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Setting;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the Debian package are what Debian and systemd expect. */
class DebFilesIT {
    private static final Path DEBIAN = Project.folder().resolve("deploy/debian");

    /** What stopping takes besides the drain time, if Redis is away. */
    private static final Duration STOPPING = Duration.ofSeconds(11);

    /** Of 100. Most of what is left is that the service may use the network. */
    private static final int MAX_EXPOSED = 15;

    @TempDir
    private Path folder;

    private static String unit() throws Exception {
        return Files.readString(DEBIAN.resolve("sluice.service"));
    }

    private String analyze(String command, String... options) throws Exception {
        // As it is installed, but with the script where it is here.
        Path unit = folder.resolve("sluice.service");
        Files.writeString(
                unit, unit().replace("/usr/bin/sluice", DEBIAN.resolve("sluice").toString()));
        List<String> words =
                new ArrayList<>(List.of(Programs.require("systemd-analyze").toString(), command, "--no-pager"));
        words.addAll(List.of(options));
        words.add(unit.toString());
        ServerProcess process = ServerProcess.start(words, folder, Map.of());
        assertEquals(0, process.exitValue(), process.output());
        return process.output();
    }

    @Test
    void systemdFindsNoFaultInTheUnit() throws Exception {
        assertEquals("", analyze("verify", "--man=no"));
    }

    @Test
    void exposureOfTheServiceStaysLow() throws Exception {
        String report = analyze("security", "--offline=yes", "--threshold=" + MAX_EXPOSED);
        assertTrue(report.contains("Overall exposure level"), report);
    }

    @Test
    void stopTimeExceedsTheDrain() throws Exception {
        Matcher seconds = Pattern.compile("(?m)^TimeoutStopSec=([0-9]+)$").matcher(unit());
        assertTrue(seconds.find(), unit());
        Duration drain = Duration.parse("PT" + Setting.DRAIN_TIME.defaultText());
        Duration allowed = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        assertTrue(allowed.compareTo(drain.plus(STOPPING)) > 0, allowed + " for a drain of " + drain);
    }

    @Tag("long")
    @Test
    void lintianFindsNoFault() throws Exception {
        Path file = NodeProcess.jar().resolveSibling("sluice.deb");
        ServerProcess lintian = ServerProcess.start(
                List.of(
                        Programs.require("lintian").toString(),
                        "--allow-root",
                        "--fail-on",
                        "error,warning",
                        file.toString()),
                file.getParent(),
                Map.of());
        assertEquals(0, lintian.exitValue(), lintian.output());
    }
}
