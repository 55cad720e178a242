package dev.sluice.bridge;

import dev.sluice.bridge.source.Source;
import dev.sluice.bridge.source.SourceException;
import dev.sluice.bridge.source.StandbyException;
import dev.sluice.redis.RedisCheck;
import dev.sluice.redis.script.Keyspace;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that reads the settings as the bridge would, and moves nothing. */
@Command(
        name = "check-config",
        description = "Reads and checks the settings as the bridge would, and prints the sources. Moves nothing.")
final class BridgeCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--connect",
            description = "Also tries a write to Redis that changes nothing, and connects to each broker as an"
                    + " additional consumer, without acknowledging anything. Exit status 1 if that fails.")
    private boolean connects;

    @Override
    public Integer call() {
        BridgeConfig config =
                BridgeConfig.load(spec.parent().findOption(BridgeConfig.OPTION).getValue());
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are valid. Redis: " + config.redis() + ". Sources:");
        config.sources().forEach(source -> out.println("  " + source));
        out.flush();
        return connects ? connect(config) : ExitCode.OK;
    }

    private int connect(BridgeConfig config) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> fault = RedisCheck.findFault(
                config.redis(), new Keyspace(config.settings().namespace()));
        fault.ifPresentOrElse(err::println, () -> out.println("Redis at " + config.redis() + " can be used."));
        boolean usable = fault.isEmpty();
        for (SourceSettings source : config.sources()) {
            try (Source opened = source.opener().open()) {
                opened.idle();
                out.println("The broker of " + source.name() + " can be used.");
            } catch (StandbyException e) {
                out.println("The broker of " + source.name() + " can be used: " + e.getMessage() + ".");
            } catch (SourceException e) {
                err.println("The source " + source.name() + ": " + e.getMessage() + ".");
                usable = false;
            }
        }
        return usable ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
