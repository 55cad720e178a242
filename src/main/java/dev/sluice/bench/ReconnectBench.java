package dev.sluice.bench;

import dev.sluice.bench.client.LastEventId;
import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.client.LoadRequest;
import dev.sluice.bench.producer.Producer;
import dev.sluice.bench.producer.Publisher;
import dev.sluice.bench.producer.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All subscribers of a topic are cut at once, events are published, and all come back at once with their Last-Event-ID.
 *
 * @param topic the topic, whose stream is deleted
 * @param subscribers their number
 * @param missed the number of events published while they are away
 * @param bytes the length of each event's data
 */
public record ReconnectBench(String topic, int subscribers, int missed, int bytes) {
    /** The bench's own command to Redis meanwhile. */
    private static final String PUBLISH = "xadd";

    /**
     * The state when all were cut.
     *
     * @param next the number of the next event
     * @param received the events received
     * @param commands Redis' commands until then
     * @param cpu the server's CPU time until then
     * @param endedByServer the streams that the server had ended before
     * @param nanos the time, by {@link System#nanoTime}
     */
    private record Cut(
            int next,
            long received,
            Optional<RedisCommands> commands,
            Optional<Duration> cpu,
            int endedByServer,
            long nanos) {}

    /** Runs it twice, first to warm up. */
    public Report run(Target target) throws IOException, InterruptedException {
        target.clear(topic);
        round(target);
        return round(target);
    }

    private Report round(Target target) throws IOException, InterruptedException {
        Subscribers subscribed = new Subscribers(subscribers);
        List<LastEventId> browsers = IntStream.range(0, subscribers)
                .mapToObj(i -> new LastEventId(subscribed.cursor(i)))
                .toList();
        String path = target.stream("topic=" + topic);
        try (Publisher publisher = target.publisher(topic)) {
            Producer producer = new Producer(publisher, bytes);
            Cut cut = cutAll(target, path, subscribed, browsers, producer);
            subscribed.expectLast(cut.next() + missed - 1);
            producer.burst(cut.next(), cut.next() + missed);
            List<LoadRequest> again = browsers.stream()
                    .map(browser -> new LoadRequest(path, browser.toString()))
                    .toList();
            long back = System.nanoTime();
            try (LoadClient client = LoadClient.stampede(target.servers(), again, browsers::get)) {
                double answered = (System.nanoTime() - back) / 1e9;
                subscribed.awaitComplete();
                Report report = new Report("reconnect, " + subscribers + " subscribers, " + missed + " events missed")
                        .add("from the cut to the last up to date, s", (subscribed.lastNanos() - cut.nanos()) / 1e9)
                        .add("from the first return to that, s", (subscribed.lastNanos() - back) / 1e9)
                        .add("from the first return to the last answered, s", answered)
                        .add("lost", (long) missed * subscribers - (subscribed.received() - cut.received()))
                        .add("duplicates", subscribed.duplicates());
                cut.cpu()
                        .ifPresent(before ->
                                report.add("server CPU, us/subscriber", target.cpuMicrosSince(before) / subscribers));
                cut.commands().ifPresent(before -> reportCommands(report, before, target));
                return report.add("streams cut", cut.endedByServer() + client.cut());
            }
        }
    }

    /** Opens the streams, publishes until all of them receive it, and cuts them. */
    private Cut cutAll(
            Target target, String path, Subscribers subscribed, List<LastEventId> browsers, Producer producer)
            throws IOException, InterruptedException {
        try (LoadClient client = LoadClient.open(target.servers(), subscribers, i -> path, browsers::get)) {
            int next = subscribed.begin(producer);
            return new Cut(
                    next, subscribed.received(), target.redisCommands(), target.cpu(), client.cut(), System.nanoTime());
        }
    }

    private static void reportCommands(Report report, RedisCommands before, Target target) {
        RedisCommands spent =
                target.redisCommands().orElse(before).since(before).without(PUBLISH);
        report.add("Redis commands", spent.sum());
        spent.calls().forEach((name, calls) -> report.add("Redis commands: " + name, calls));
    }
}
