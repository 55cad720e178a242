package dev.sluice.standalone;

import dev.sluice.bench.BenchServer;
import dev.sluice.bench.FanoutBench;
import dev.sluice.bench.IdleBench;
import dev.sluice.bench.InboxesBench;
import dev.sluice.bench.LatencyBench;
import dev.sluice.bench.QueueBench;
import dev.sluice.bench.ReconnectBench;
import dev.sluice.bench.Report;
import dev.sluice.bench.Target;
import dev.sluice.standalone.embedded.EmbeddedRedis;
import dev.sluice.threads.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command that measures a server: a node started for this, or one that runs. */
@Command(
        name = "bench",
        subcommands = BenchCompareCommand.class,
        description =
                "Starts a node with an embedded Redis and measures it, or measures a running server (--url), Sluice or another.")
final class BenchCommand implements Callable<Integer> {
    private enum Kind {
        queue,
        latency,
        fanout,
        reconnect,
        idle,
        inboxes
    }

    /** Over a minute, in which an idle node collects garbage and returns what its heap has grown. */
    private static final int IDLE_SECONDS = 80;

    private static final int SECONDS = 20;
    private static final int RATE = 500;

    @Parameters(arity = "0..*", description = "Which benchmarks: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<Kind> kinds = List.of();

    @Mixin
    private BenchTargetOptions server;

    @Option(
            names = "--queue",
            defaultValue = "bench",
            description = "The queue to use. It is emptied! Default: ${DEFAULT-VALUE}.")
    private String queue;

    @Option(
            names = "--topic",
            defaultValue = "bench-topic",
            description = "The stream topic to use. It is deleted! Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(
            names = "--connections",
            description =
                    "How many streams. Default: 100 for queue, 10 for latency, 1000 and then 10000 for fanout, 10000 for the"
                            + " others.")
    private Integer connections;

    @Option(
            names = "--messages",
            defaultValue = "1000000",
            description = "How many messages queue pushes. Default: ${DEFAULT-VALUE}.")
    private int messages;

    @Option(
            names = "--missed",
            defaultValue = "100",
            description = "How many events reconnect publishes while nobody is connected. Default: ${DEFAULT-VALUE}.")
    private int missed;

    @Option(
            names = "--bytes",
            defaultValue = "64",
            description = "The length of a message or event. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--rate",
            description =
                    "Messages or events per second. Default for fanout: 20000 divided by the number of streams; for latency and"
                            + " inboxes: " + RATE + ".")
    private Integer rate;

    @Option(
            names = "--seconds",
            description = "How long latency, fanout, idle and inboxes measure. Default: " + IDLE_SECONDS + " for idle, "
                    + SECONDS + " for the others.")
    private Integer seconds;

    @Option(names = "--json", description = "Also writes the figures to this file.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        check();
        try {
            measureAll();
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            return failed(e);
        } catch (UncheckedIOException e) {
            return failed(e.getCause());
        }
    }

    private int failed(IOException cause) {
        spec.commandLine().getErr().println("The benchmark has failed: " + cause.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    private void measureAll() throws IOException, InterruptedException {
        List<Report> reports = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (Kind kind : kinds()) {
            for (int count : counts(kind)) {
                Report report = runOne(kind, count);
                out.println(report);
                out.flush();
                reports.add(report);
            }
        }
        if (json != null) {
            writeJson(reports);
        }
    }

    private List<Kind> kinds() {
        return kinds.isEmpty() ? List.of(Kind.values()) : kinds;
    }

    /** Returns the numbers of connections to measure with, one after the other. */
    private List<Integer> counts(Kind kind) {
        if (connections != null) {
            return List.of(connections);
        }
        return switch (kind) {
            case queue -> List.of(100);
            case latency -> List.of(10);
            case fanout -> List.of(1_000, 10_000);
            case reconnect, idle, inboxes -> List.of(10_000);
        };
    }

    private void check() {
        requirePositive("--connections", connections);
        requirePositive("--messages", messages);
        requirePositive("--bytes", bytes);
        requirePositive("--rate", rate);
        requirePositive("--seconds", seconds);
        if (json != null
                && (Files.isDirectory(json)
                        || !Files.isDirectory(json.toAbsolutePath().getParent()))) {
            throw new ParameterException(spec.commandLine(), "--json " + json + " cannot be written.");
        }
        server.check();
        for (Kind kind : kinds()) {
            if (kind != Kind.idle) {
                server.requireRedisFor(kind.name(), kind == Kind.fanout || kind == Kind.reconnect);
            }
        }
    }

    private void requirePositive(String option, Integer value) {
        if (value != null && value < 1) {
            throw new ParameterException(spec.commandLine(), option + " is less than 1.");
        }
    }

    private Report runOne(Kind kind, int count) throws IOException, InterruptedException {
        Optional<Target> running = server.running();
        if (running.isPresent()) {
            return measure(kind, count, running.get());
        }
        if (server.redis().isPresent()) {
            return measureOwnServer(kind, count, server.redis().get());
        }
        try (EmbeddedRedis embedded = EmbeddedRedis.startAside()) {
            Runtime.getRuntime().addShutdownHook(Threads.create("sluice-embedded-redis-stop", embedded::close));
            return measureOwnServer(kind, count, URI.create(embedded.url().toString()));
        }
    }

    private Report measureOwnServer(Kind kind, int count, URI onRedis) throws IOException, InterruptedException {
        try (BenchServer server = BenchServer.start(onRedis, queue, topic)) {
            return measure(kind, count, server.target());
        }
    }

    private Report measure(Kind kind, int count, Target target) throws IOException, InterruptedException {
        return switch (kind) {
            case queue -> new QueueBench(queue, count, messages, bytes).run(target);
            case latency -> new LatencyBench(queue, count, rate(RATE), seconds(SECONDS), bytes).run(target);
            case fanout ->
                new FanoutBench(topic, count, rate(Math.max(1, 20_000 / count)), seconds(SECONDS), bytes).run(target);
            case reconnect -> new ReconnectBench(topic, count, missed, bytes).run(target);
            case idle -> new IdleBench(queue, count, seconds(IDLE_SECONDS)).run(target);
            case inboxes -> new InboxesBench("inbox:", count, rate(RATE), seconds(SECONDS), bytes).run(target);
        };
    }

    private int seconds(int usual) {
        return seconds == null ? usual : seconds;
    }

    private int rate(int usual) {
        return rate == null ? usual : rate;
    }

    private void writeJson(List<Report> reports) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        reports.forEach(report -> all.put(report.name(), report.figures()));
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(json, mapper.writeValueAsString(all) + "\n");
    }
}
