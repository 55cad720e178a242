package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.ServerProcess;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image's health check, outside the image. */
class HealthCheckIT {
    private static ServerProcess check(Map<String, String> environment, String... path) throws Exception {
        return ServerProcess.start(
                Stream.concat(
                                Stream.of(Programs.require("bash").toString(), "deploy/image/sluice-health"),
                                Stream.of(path))
                        .collect(Collectors.toList()),
                Project.folder(),
                environment);
    }

    @Test
    void statusTellsWhatTheNodeAnswers() throws Exception {
        Map<String, String> there;
        try (NodeProcess node = NodeProcess.start(Map.of("SLUICE_REDIS_URL", "redis://127.0.0.1:1"))) {
            there = Map.of("SLUICE_PORT", String.valueOf(node.port()), "SLUICE_HOST", "127.0.0.1");
            assertEquals(0, check(there).exitValue(), "a Redis that is away is no reason for a restart");
            ServerProcess ready = check(there, "/health/ready");
            assertEquals(1, ready.exitValue());
            assertTrue(ready.output().contains("HTTP/1.1 503"), ready.output());
            assertTrue(ready.output().contains("\"reasons\":[\""), ready.output());
        }
        ServerProcess gone = check(there);
        assertEquals(1, gone.exitValue());
        assertEquals("127.0.0.1:" + there.get("SLUICE_PORT") + ": nothing listens\n", gone.output());
    }

    @Test
    void whatKubernetesSetsIsNoPort() throws Exception {
        ServerProcess check = check(Map.of("SLUICE_PORT", "tcp://10.0.0.1:80", "SLUICE_HOST", "127.0.0.3"));
        check.exitValue();
        assertTrue(check.output().startsWith("127.0.0.3:8080"), check.output());
    }
}
