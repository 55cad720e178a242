package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command line, such as one that starts nothing. */
    private int run(String line) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "-V",
                "serve --version",
                "check-config --version",
                "dead --version",
                "dead list --version",
                "bench -V"
            })
    void eachCommandSaysItsVersion(String line) {
        assertEquals(0, run(line), err.toString());
        assertTrue(out.toString().matches("Sluice [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\R"), out.toString());
    }
}
