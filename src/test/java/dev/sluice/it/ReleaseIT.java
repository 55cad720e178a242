package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release can be built by its workflow, and has the same bytes when somebody builds it again. */
@Tag("long")
class ReleaseIT {
    /** For two builds. */
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static void succeeds(String... command) throws Exception {
        ServerProcess process = ServerProcess.start(List.of(command), Project.folder(), Map.of());
        assertTrue(Await.isTrueWithin(TIMEOUT, () -> !process.isAlive()), "the process does not end");
        assertEquals(0, process.exitValue(), process.output());
    }

    @Test
    void workflowIsValid() throws Exception {
        succeeds(Programs.require("actionlint").toString(), ".github/workflows/release.yaml");
    }

    @Test
    void filesAreReproducible() throws Exception {
        Programs.require("mvn");
        Programs.require("git");
        succeeds(".ci/reproducible");
    }
}
