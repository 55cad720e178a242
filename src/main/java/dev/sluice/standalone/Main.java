package dev.sluice.standalone;

import dev.sluice.config.ConfigException;
import dev.sluice.logging.Logs;
import dev.sluice.standalone.publish.PublishCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. All commands inherit what is set here. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        description = {
            "Delivers what an application writes to Redis to browsers, over Server-Sent Events.",
            "Without a command, it runs a node."
        })
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(withCommand(args)));
    }

    static CommandLine commandLine() {
        CommandLine serve = new CommandLine(new ServeCommand());
        CommandLine check = new CommandLine(new CheckConfigCommand());
        SettingOptions.addTo(serve.getCommandSpec());
        SettingOptions.addTo(check.getCommandSpec());
        CommandLine token = new CommandLine(new TokenCommand());
        SettingOptions.addTo(token.getCommandSpec());
        CommandLine main = new CommandLine(new Main());
        main.getCommandSpec()
                .usageMessage()
                .footerHeading("%nCommon options and their environment variables (all: serve --help):%n")
                .footer(SettingOptions.common());
        return main.addSubcommand(serve)
                .addSubcommand(check)
                .addSubcommand(token)
                .addSubcommand(new PublishCommand(System.in, System.getenv()))
                .addSubcommand(DeadCommand.commandLine())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new BrpopLoopCommand())
                .addSubcommand(new CommandLine.HelpCommand())
                .addSubcommand(new VersionCommand())
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionExceptionHandler((failure, line, result) -> {
                    if (failure instanceof ConfigException) {
                        Logs.refuse(failure.getMessage(), line.getErr());
                        return CommandLine.ExitCode.USAGE;
                    }
                    if (Logs.areJson()) { // picocli would print it in many lines
                        LOG.error("The node cannot start", failure);
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    /** Adds {@code serve} if there is no subcommand. */
    private static String[] withCommand(String[] args) {
        List<String> general = List.of("--help", "-h", "--version", "-V");
        if (args.length > 0 && (!args[0].startsWith("-") || general.contains(args[0]))) {
            return args;
        }
        List<String> words = new ArrayList<>(List.of(ServeCommand.NAME));
        words.addAll(Arrays.asList(args));
        return words.toArray(String[]::new);
    }

    /** The command that does the same as {@code --version}. */
    @Command(name = "version", description = "Prints the version.")
    static final class VersionCommand implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().printVersionHelp(spec.commandLine().getOut());
        }
    }
}
