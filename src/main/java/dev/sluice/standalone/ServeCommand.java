package dev.sluice.standalone;

import dev.sluice.config.Settings;
import dev.sluice.logging.Logs;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to stop. */
@Command(name = "serve", description = "Runs a node; what happens where no subcommand is named.")
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Settings settings = SettingOptions.load(spec.commandLine().getParseResult());
        HeapReturn.begin();
        Node node = new Node(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.close();
                            Logs.end();
                            stopped.countDown();
                        },
                        "sluice-shutdown"));
        spec.commandLine().getOut().println(new Greeting(settings, node.port(), node.embeddedRedisPort()));
        spec.commandLine().getOut().flush();
        stopped.await();
        return 0;
    }
}
