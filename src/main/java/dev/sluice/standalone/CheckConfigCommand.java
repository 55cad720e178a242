package dev.sluice.standalone;

import dev.sluice.config.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the settings as {@code serve} would, and starts nothing. */
@Command(
        name = "check-config",
        description =
                "Reads the settings as serve would, and says whether they are right and what holds for which channel.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are right: " + settings);
        out.println();
        out.println("A channel that is served has the settings of its name, else those of the first pattern for it:");
        out.println(ChannelTables.ofQueues(settings.queuePolicies()));
        out.println();
        out.println(ChannelTables.ofTopics(settings.topicPolicies()));
        out.println();
        out.println(ChannelTables.ofPubsubTopics(settings.pubsubTopicPolicies()));
        return 0;
    }
}
