package dev.sluice.standalone;

import dev.sluice.config.ReloadableSettings;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.logging.LogFormat;
import dev.sluice.logging.Logs;
import dev.sluice.threads.Threads;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that runs a node until it is told to stop. */
@Command(name = ServeCommand.NAME, description = "Runs a node. This is the default command.")
final class ServeCommand implements Callable<Integer> {
    /** The name on the command line. */
    static final String NAME = "serve";

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SettingsLoader loader = SettingOptions.loader(spec.commandLine().getParseResult());
        Logs.use(loader.logFormat());
        ReloadableSettings reloadable = new ReloadableSettings(loader);
        Settings settings = reloadable.get();
        CompletableFuture<Node> running = new CompletableFuture<>();
        // Early: until then, the signal would end the process. It waits for the node.
        ReloadSignal.listen(reloadable, next -> running.join().apply(next));
        HeapReturn.begin();
        Node node = new Node(settings);
        Runtime.getRuntime().addShutdownHook(Threads.create("sluice-shutdown", () -> {
            node.close();
            Logs.end();
            // Else the status would be the signal's, which systemd takes for a failure.
            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
        }));
        running.complete(node);
        greet(settings, node);
        Thread.currentThread().join(); // until the hook ends the process
        return CommandLine.ExitCode.OK;
    }

    /** The text is for people, so a log that programs read has one line instead. */
    private void greet(Settings settings, Node node) {
        if (settings.logFormat() == LogFormat.JSON) {
            LOG.info("Sluice is running at http://localhost:{}/", node.port());
            return;
        }
        spec.commandLine().getOut().println(new Greeting(settings, node.port(), node.embeddedRedisPort()));
        spec.commandLine().getOut().flush();
    }
}
