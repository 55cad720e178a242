package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Project;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/reliability.md promises what the fault tests hold the software to. */
class ReliabilityDocumentTest {
    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultHasItsRow(Fault fault) throws Exception {
        String document = Files.readString(Project.folder().resolve("docs/reliability.md"));
        assertTrue(document.contains(Figures.HEAD), "the head of the table");
        assertTrue(document.contains("\n" + fault.cells() + " "), fault.cells());
    }
}
