package dev.sluice.bench;

import dev.sluice.bench.producer.Producer;
import dev.sluice.bench.producer.Publisher;
import java.io.IOException;

/** Messages of queues at a rate that leaves everything mostly idle, and their latencies. */
final class PacedMessages {
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final int WARM_UP_SPEED = 10;

    private final int perSecond;
    private final int count;
    private final int warmUp;
    private final int bytes;
    private final Receipts receipts;

    PacedMessages(int perSecond, int seconds, int bytes) {
        this.perSecond = perSecond;
        this.count = perSecond * seconds;
        this.warmUp = Math.min(WARM_UP_MESSAGES, 4 * count);
        this.bytes = bytes;
        this.receipts = new Receipts(warmUp);
    }

    /** Returns the receipts. */
    Receipts receipts() {
        return receipts;
    }

    /** Sends them, after a warm-up that lets the compilers of all Java processes finish their work. */
    void send(Publisher publisher, Report report) throws IOException, InterruptedException {
        Producer producer = new Producer(publisher, bytes);
        producer.pace(0, warmUp, WARM_UP_SPEED * perSecond);
        producer.pace(warmUp, warmUp + count, perSecond);
        receipts.await(count);
        report.add("lost", count - receipts.count());
        Latencies.add(report, receipts.latencyMicros());
    }
}
