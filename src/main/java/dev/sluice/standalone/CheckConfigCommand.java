package dev.sluice.standalone;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.Settings;
import dev.sluice.redis.RedisServers;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that reads the settings as {@code serve} would, and starts nothing. */
@Command(
        name = "check-config",
        description =
                "Reads and checks the settings as a node would, and prints those of each channel. Starts nothing.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--connect",
            description = "Also connects to Redis and tries a write that changes nothing. Exit status 1 if that fails.")
    private boolean connects;

    @Override
    public Integer call() {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are right: " + settings);
        out.println();
        out.println("A channel has the settings of its own name, or else those of the first pattern that matches it:");
        out.println(ChannelTables.ofQueues(settings.queuePolicies()));
        out.println();
        out.println(ChannelTables.ofTopics(settings.topicPolicies()));
        out.println();
        out.println(ChannelTables.ofPubsubTopics(settings.pubsubTopicPolicies()));
        out.flush();
        return connects ? connect(settings) : ExitCode.OK;
    }

    private int connect(Settings settings) {
        if (settings.redisUrl().isEmpty()) {
            spec.commandLine().getErr().println("There is no Redis to connect to: a node would start an embedded one.");
            return ExitCode.SOFTWARE;
        }
        RedisUrl redis = settings.redisUrl().get();
        Optional<String> fault = RedisServers.findFault(redis);
        if (fault.isPresent()) {
            spec.commandLine().getErr().println(fault.get());
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println("\nRedis at " + redis + " can be used.");
        return ExitCode.OK;
    }
}
