package dev.sluice.standalone;

import dev.sluice.bench.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command that prints a table, and draws a plot, of what {@code bench --json} has measured of several servers. */
@Command(
        name = "compare",
        description =
                "Prints the figures of several servers as one table. A number in brackets is the figure of the first server"
                        + " divided by that of this one.")
final class BenchCompareCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=FILE",
            description = "The name of a server or a load, and a file with its figures. A name may have several files.")
    private List<String> files;

    @Option(
            names = "--growth",
            description =
                    "The figures are of one server under different loads. Benchmarks of one kind share a table section,"
                            + " whatever their size.")
    private boolean growth;

    @Option(names = "--svg", description = "Draws the most important figures into this file.")
    private Path svg;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Comparison comparison = growth ? Comparison.ofLoads() : Comparison.ofServers();
        for (String pair : files) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(spec.commandLine(), "\"" + pair + "\" is not NAME=FILE.");
            }
            read(comparison, pair.substring(0, equals), Path.of(pair.substring(equals + 1)));
        }
        if (comparison.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "No two of the files have a figure of the same benchmark.");
        }
        spec.commandLine().getOut().print(comparison.table());
        spec.commandLine().getOut().flush();
        if (svg != null) {
            Files.writeString(svg, comparison.chart());
        }
        return 0;
    }

    private void read(Comparison comparison, String server, Path file) {
        try {
            for (Map.Entry<String, JsonNode> bench :
                    JSON.readTree(Files.readString(file)).properties()) {
                Map<String, Double> figures = new LinkedHashMap<>();
                bench.getValue()
                        .properties()
                        .forEach(figure ->
                                figures.put(figure.getKey(), figure.getValue().asDouble()));
                comparison.add(server, bench.getKey(), figures);
            }
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file + ".");
        } catch (IOException | JacksonException e) {
            throw new ParameterException(spec.commandLine(), file + " has no figures: " + e.getMessage());
        }
    }
}
