package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.producer.Producer;
import dev.sluice.bench.producer.Publisher;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * Every event to every subscriber of one topic: first at a rate, then as fast as the subscribers take them.
 *
 * @param topic the topic, whose stream is deleted
 * @param subscribers their number
 * @param perSecond events a second, in the part at a rate
 * @param seconds the duration of each part
 * @param bytes the length of each event's data
 */
public record FanoutBench(String topic, int subscribers, int perSecond, int seconds, int bytes) {
    /** The time until the effects of opening are over. */
    private static final long CALM_MILLIS = 2_000;

    private static final int MAX_WARM_UP_SECONDS = 5;

    /** Runs it, after a warm-up that lets the server's compiler, if it has one, finish its work. */
    public Report run(Target target) throws IOException, InterruptedException {
        target.clear(topic);
        MemoryUse memory = new MemoryUse(target);
        Subscribers subscribed = new Subscribers(subscribers);
        try (Publisher publisher = target.publisher(topic);
                LoadClient client = LoadClient.open(
                        target.servers(), subscribers, i -> target.stream("topic=" + topic), subscribed::cursor)) {
            Thread.sleep(CALM_MILLIS);
            OptionalDouble idle = memory.growthPer(subscribers);
            Fanout fanout = new Fanout(target, client, subscribed, new Producer(publisher, bytes));
            int warmUp = Math.min(seconds, MAX_WARM_UP_SECONDS);
            fanout.paced(2 * perSecond, warmUp);
            fanout.saturated(warmUp);
            Report report = new Report("fanout, " + subscribers + " subscribers, " + bytes + " bytes")
                    .addAll("", fanout.paced(perSecond, seconds))
                    .addAll("saturated: ", fanout.saturated(seconds));
            return report.add("resident KiB/subscriber, idle", idle)
                    .add("resident KiB/subscriber, at the end", memory.growthPer(subscribers))
                    .add("streams cut", client.cut());
        }
    }
}
