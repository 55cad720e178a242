package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.client.Progress;
import dev.sluice.bench.producer.Producer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Publishes to connected subscribers, and counts what each of them receives. */
final class Fanout {
    /** The most deliveries under way in all: more would only make a backlog, and leave the kept part of the stream. */
    private static final int MAX_UNDER_WAY = 1_000_000;

    /** The most events under way for each subscriber on average, if subscribers are few. */
    private static final int MAX_LACKING = 1_000;

    private final Target target;
    private final LoadClient client;
    private final Subscribers subscribers;
    private final Producer producer;
    private int next;

    /** Returns when all subscribers receive what is published. */
    Fanout(Target target, LoadClient client, Subscribers subscribers, Producer producer)
            throws IOException, InterruptedException {
        this.target = target;
        this.client = client;
        this.subscribers = subscribers;
        this.producer = producer;
        this.next = subscribers.begin(producer);
    }

    /** Publishes this many events a second. */
    Report paced(int perSecond, int seconds) throws IOException, InterruptedException {
        Round round = new Round();
        int to = next + perSecond * seconds;
        subscribers.expectLast(to - 1);
        producer.pace(next, to, perSecond);
        Report report = round.report(to);
        Latencies.add(report, subscribers.latencyMicros());
        return report;
    }

    /** Publishes as fast as possible. */
    Report saturated(int seconds) throws IOException, InterruptedException {
        Round round = new Round();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int lacking = Math.max(1, Math.min(MAX_LACKING, MAX_UNDER_WAY / subscribers.count()));
        int last = producer.saturate(next, n -> System.nanoTime() < end, round::taken, lacking);
        subscribers.expectLast(last);
        producer.one(last);
        return round.report(last + 1);
    }

    /** One run, from a state in which all have everything to the next. */
    private final class Round {
        private final int from = next;
        private final long received = subscribers.received();
        private final long duplicates = subscribers.duplicates();
        private final CpuUse cpu = new CpuUse(target, client);
        private final Progress progress = Progress.of(() -> received() + " deliveries");
        private final long begin = System.nanoTime();

        Round() {
            subscribers.latencyMicros(); // discard earlier ones
        }

        long received() {
            return subscribers.received() - received;
        }

        /** Returns the event up to which all have everything, on average. */
        int taken() {
            return from + (int) (received() / subscribers.count());
        }

        Report report(int to) throws IOException, InterruptedException {
            subscribers.awaitComplete();
            progress.close();
            client.requireStreams();
            next = to;
            double seconds = (subscribers.lastNanos() - begin) / 1e9;
            Report report = new Report("")
                    .add("deliveries/s", received() / seconds)
                    .add("lost", (long) (to - from) * subscribers.count() - received())
                    .add("duplicates", subscribers.duplicates() - duplicates);
            cpu.report(report, "delivery", received());
            return report;
        }
    }
}
