package dev.sluice.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void aJvmTellsWhatIsAlive() throws Exception {
        assertTrue(bytes(ProcessHandle.current().pid()).orElseThrow() > 0);
    }

    @Test
    void leavesServersAloneThatAreNoJvm() throws Exception {
        Process server = new ProcessBuilder("sleep", "1000").start();
        try {
            assertTrue(bytes(server.pid()).isEmpty());
            assertTrue(server.isAlive());
        } finally {
            server.destroy();
        }
    }

    private static OptionalLong bytes(long pid) throws IOException {
        URI nowhere = URI.create("http://127.0.0.1");
        return LiveHeap.bytes(
                new Target(List.of(nowhere), Optional.empty(), List.of(pid), Optional.empty(), Optional.empty()));
    }
}
