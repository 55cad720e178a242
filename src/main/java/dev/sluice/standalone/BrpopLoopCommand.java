package dev.sluice.standalone;

import dev.sluice.bench.BrpopLoop;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The server that {@code bench latency} compares with. */
@Command(name = "brpop-loop", hidden = true)
final class BrpopLoopCommand implements Callable<Integer> {
    @Option(names = "--redis-url", required = true)
    private URI redis;

    @Option(names = "--queue", required = true)
    private String queue;

    @Override
    public Integer call() throws Exception {
        BrpopLoop.serve(redis, queue);
        return 0;
    }
}
