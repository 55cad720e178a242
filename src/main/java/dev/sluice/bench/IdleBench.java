package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The cost of idle streams.
 *
 * @param queue the queue
 * @param connections the number of streams that take from it
 * @param seconds the time of watching
 */
public record IdleBench(String queue, int connections, int seconds) {
    /** Runs it. */
    public Report run(Target target) throws IOException, InterruptedException {
        IdleCost cost = new IdleCost(target, seconds);
        String path = target.stream("queue=" + queue);
        Report report = new Report("idle, " + connections + " connections on one queue");
        OptionalLong with;
        try (LoadClient client =
                LoadClient.open(target.servers(), connections, i -> path, i -> (bytes, from, to, nanos) -> {})) {
            cost.report(report, connections);
            report.add("streams cut", client.cut());
            with = LiveHeap.bytes(target); // after all else: this makes the JVM collect
        }
        Thread.sleep(IdleCost.CALM_MILLIS);
        OptionalLong without = LiveHeap.bytes(target);
        if (with.isPresent() && without.isPresent()) {
            report.add("live heap, bytes/connection", (with.getAsLong() - without.getAsLong()) / connections);
        }
        return report;
    }
}
