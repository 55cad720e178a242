package dev.sluice.standalone;

import dev.sluice.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the settings as {@code serve} would, and starts nothing. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Reads the settings as serve would, and says whether they are right.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        spec.commandLine().getOut().println("The settings are right: " + settings);
        return 0;
    }
}
