package dev.sluice.standalone;

import dev.sluice.config.ReloadableSettings;
import dev.sluice.config.Settings;
import dev.sluice.logging.Logs;
import dev.sluice.threads.Threads;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that runs a node until it is told to stop. */
@Command(name = "serve", description = "Runs a node. This is the default command.")
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ReloadableSettings reloadable =
                new ReloadableSettings(SettingOptions.loader(spec.commandLine().getParseResult()));
        Settings settings = reloadable.get();
        HeapReturn.begin();
        Node node = new Node(settings);
        Runtime.getRuntime().addShutdownHook(Threads.create("sluice-shutdown", () -> {
            node.close();
            Logs.end();
            // Else the status would be the signal's, which systemd takes for a failure.
            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
        }));
        ReloadSignal.listen(reloadable, node::take);
        spec.commandLine().getOut().println(new Greeting(settings, node.port(), node.embeddedRedisPort()));
        spec.commandLine().getOut().flush();
        Thread.currentThread().join(); // until the hook ends the process
        return CommandLine.ExitCode.OK;
    }
}
