package dev.sluice.bridge;

import dev.sluice.config.ConfigException;
import dev.sluice.logging.Logs;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The command line. Without a command, it runs the bridge until it is told to stop. */
@Command(
        name = "sluice-bridge.jar",
        mixinStandardHelpOptions = true,
        versionProvider = BridgeMain.Version.class,
        scope = ScopeType.INHERIT,
        description =
                "Publishes the records of Kafka, RabbitMQ and ActiveMQ in Redis, for browsers to get from Sluice.")
public final class BridgeMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeMain.class);

    @Mixin
    private BridgeOptions options;

    private BridgeMain() {}

    /** The version in the jar's manifest; picocli makes an instance on demand. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Sluice bridge " + BridgeMain.class.getPackage().getImplementationVersion()
            };
        }
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BridgeMain())
                .addSubcommand(new CheckSourcesCommand())
                .setExecutionExceptionHandler((failure, line, result) -> {
                    if (failure instanceof ConfigException) {
                        Logs.refuse(failure.getMessage(), line.getErr());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw failure;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        BridgeOptions.Loaded loaded = options.load();
        Bridge bridge = new Bridge(loaded.settings(), loaded.redis(), loaded.sources(), Ticker.SYSTEM);
        BridgeServer server = new BridgeServer(loaded.settings(), bridge);
        Runtime.getRuntime().addShutdownHook(Threads.create("sluice-shutdown", () -> {
            server.close();
            bridge.close();
            Logs.end();
            // Else the status would be the signal's, which systemd takes for a failure.
            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
        }));
        bridge.start();
        LOG.info("The bridge is running at http://localhost:{}/health/ready", server.port());
        Thread.currentThread().join(); // until the hook ends the process
        return CommandLine.ExitCode.OK;
    }
}
