package dev.sluice.faults;

import dev.sluice.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects a row for each fault in {@code target/reliability.md}, out of which docs/reliability.md takes its table. */
final class Figures {
    static final String HEAD = """
            | fault | mode | promise | what may come twice | runs | messages | lost | duplicated | reordered |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private Figures() {}

    /** Enters a row, in place of the one that an earlier run has left. */
    static void enter(Fault fault, int runs, int messages, int lost, int duplicated, int reordered) throws IOException {
        Path rows = Project.folder().resolve("target/reliability");
        Files.createDirectories(rows);
        Files.writeString(
                rows.resolve(fault.name()),
                String.format(
                        "%s %,d | %,d | %,d | %,d | %,d |%n",
                        fault.cells(), runs, messages, lost, duplicated, reordered));
        List<String> table = new ArrayList<>(List.of(HEAD));
        for (Fault each : Fault.values()) {
            if (Files.exists(rows.resolve(each.name()))) {
                table.add(Files.readString(rows.resolve(each.name())));
            }
        }
        Files.writeString(Project.folder().resolve("target/reliability.md"), String.join("", table));
    }
}
