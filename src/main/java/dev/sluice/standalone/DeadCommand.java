package dev.sluice.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for messages that could not be delivered. */
@Command(
        name = "dead",
        description = "Lists, retries or drops dead letters: messages that could not be delivered.",
        synopsisSubcommandLabel = "list|retry|drop QUEUE")
final class DeadCommand {
    private DeadCommand() {}

    /** Returns the command with its subcommands, which take the settings of {@code serve}. */
    static CommandLine commandLine() {
        CommandLine dead = new CommandLine(new DeadCommand());
        for (Object action : new Object[] {new DeadListCommand(), new DeadRetryCommand(), new DeadDropCommand()}) {
            CommandLine command = new CommandLine(action);
            SettingOptions.addTo(command.getCommandSpec());
            dead.addSubcommand(command);
        }
        return dead;
    }
}
