package dev.sluice.standalone;

import dev.sluice.bench.BenchServer;
import dev.sluice.bench.IdleBench;
import dev.sluice.bench.LatencyBench;
import dev.sluice.bench.QueueBench;
import dev.sluice.bench.Report;
import dev.sluice.bench.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Measures a node: its own, started for this, or one that runs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures a node: one of its own with a Redis of its own, or one that runs (--url, --redis-url).")
final class BenchCommand implements Callable<Integer> {
    private enum Kind {
        queue,
        latency,
        idle,
        inboxes
    }

    @Parameters(arity = "0..*", description = "Out of ${COMPLETION-CANDIDATES}; all, where none is named.")
    private List<Kind> kinds = List.of();

    @Option(names = "--url", description = "A running node; it must serve the queue, and inbox:* for inboxes.")
    private URI url;

    @Option(names = "--redis-url", description = "The Redis behind it; default: an embedded one.")
    private URI redis;

    @Option(names = "--pid", description = "The process of the running node, for its CPU and memory.")
    private Long pid;

    @Option(names = "--queue", defaultValue = "bench", description = "Is emptied! Default: ${DEFAULT-VALUE}.")
    private String queue;

    @Option(names = "--connections", description = "Default: 100 for queue, 10 for latency, 10000 for the others.")
    private Integer connections;

    @Option(names = "--messages", defaultValue = "1000000", description = "For queue. Default: ${DEFAULT-VALUE}.")
    private int messages;

    @Option(names = "--bytes", defaultValue = "64", description = "Of a message. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(names = "--rate", defaultValue = "500", description = "Per second, for latency. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "20", description = "For the others. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", description = "Writes the figures to this file too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (url != null && redis == null) {
            throw new ParameterException(spec.commandLine(), "--url needs --redis-url.");
        }
        List<Report> reports = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (Kind kind : kinds.isEmpty() ? List.of(Kind.values()) : kinds) {
            Report report = runOne(kind);
            out.println(report);
            out.flush();
            reports.add(report);
        }
        if (json != null) {
            writeJson(reports);
        }
        return 0;
    }

    private Report runOne(Kind kind) throws IOException, InterruptedException {
        if (url != null) {
            OptionalLong process = pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
            return measure(kind, new Target(url, redis, process));
        }
        if (redis != null) {
            return measureOwnServer(kind, redis);
        }
        try (EmbeddedRedis embedded = EmbeddedRedis.start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(embedded::close, "sluice-embedded-redis-stop"));
            return measureOwnServer(kind, URI.create(embedded.url().toString()));
        }
    }

    private Report measureOwnServer(Kind kind, URI onRedis) throws IOException, InterruptedException {
        try (BenchServer server = BenchServer.start(onRedis, queue)) {
            return measure(kind, server.target());
        }
    }

    private Report measure(Kind kind, Target target) throws IOException, InterruptedException {
        return switch (kind) {
            case queue -> new QueueBench(queue, connections(100), messages, bytes).run(target);
            case latency -> new LatencyBench(queue, connections(10), rate, seconds, bytes).run(target);
            case idle -> new IdleBench(queue, connections(10_000), false, seconds).run(target);
            case inboxes -> new IdleBench("inbox:", connections(10_000), true, seconds).run(target);
        };
    }

    private int connections(int usual) {
        return connections == null ? usual : connections;
    }

    private void writeJson(List<Report> reports) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        reports.forEach(report -> all.put(report.name(), report.figures()));
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(json, mapper.writeValueAsString(all) + "\n");
    }
}
