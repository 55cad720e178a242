package dev.sluice.bridge;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.redis.RedisCheck;
import dev.sluice.redis.script.Keyspace;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that reads the settings as the bridge would, and moves nothing. */
@Command(
        name = "check-config",
        description = "Reads and checks the settings as the bridge would, and prints the sources. Moves nothing.")
final class CheckSourcesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BridgeOptions options;

    @Option(
            names = "--connect",
            description = "Also tries a write to Redis that changes nothing, and connects to each broker as a further"
                    + " consumer, which takes nothing for good. Exit status 1 if that fails.")
    private boolean connects;

    @Override
    public Integer call() {
        BridgeOptions.Loaded loaded = options.load();
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are right. Messages go to Redis at " + loaded.redis() + ":");
        for (SourceSettings source : loaded.sources()) {
            out.println("  " + source.name() + ": " + source.broker() + " to " + source.target());
        }
        out.flush();
        return connects ? connect(loaded) : ExitCode.OK;
    }

    private int connect(BridgeOptions.Loaded loaded) {
        PrintWriter out = spec.commandLine().getOut();
        Optional<String> fault = RedisCheck.findFault(
                loaded.redis(), new Keyspace(loaded.settings().namespace()));
        fault.ifPresentOrElse(
                sentence -> spec.commandLine().getErr().println(sentence),
                () -> out.println("Redis at " + loaded.redis() + " can be used."));
        boolean usable = fault.isEmpty();
        for (SourceSettings source : loaded.sources()) {
            try (Source opened = source.opener().open()) {
                opened.idle();
                out.println("The broker of " + source.name() + " can be used.");
            } catch (SourceException e) {
                spec.commandLine().getErr().println("The source " + source.name() + ": " + e.getMessage() + ".");
                usable = false;
            }
        }
        return usable ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
