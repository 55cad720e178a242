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
        mixinStandardHelpOptions = true,
        description =
                "Reads the settings as serve would, and says whether they are right and what holds for which queue.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        PrintWriter out = spec.commandLine().getOut();
        out.println("The settings are right: " + settings);
        out.println();
        out.println("A queue that is served has the settings of its name, else those of the first pattern for it:");
        out.println(QueueTable.of(settings.queuePolicies()));
        return 0;
    }
}
