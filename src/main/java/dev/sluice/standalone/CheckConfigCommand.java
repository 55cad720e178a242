package dev.sluice.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the settings as {@code serve} would, and starts nothing. */
@Command(name = "check-config", description = "Reads the settings as serve would, and says whether they are right.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SettingOptions.load(spec.commandLine().getParseResult());
        spec.commandLine().getOut().println("The settings are right.");
        return 0;
    }
}
