package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Pushes numbered messages, as fast as they are taken or at a rate. */
final class Producer {
    private static final int PIPELINED = 250;
    /** Beyond this the queue would only grow, and latency tell of nothing but its length. */
    private static final int MOST_UNDER_WAY = 20_000;

    private final RedisProbe redis;
    private final String queue;
    private final int bytes;

    Producer(RedisProbe redis, String queue, int bytes) {
        this.redis = redis;
        this.queue = queue;
        this.bytes = bytes;
    }

    /** As fast as they are taken. */
    void saturate(int messages, Receipts receipts) {
        for (int number = 0; number < messages; number += PIPELINED) {
            while (number - receipts.count() > MOST_UNDER_WAY) {
                LockSupport.parkNanos(200_000);
            }
            List<byte[]> batch = new ArrayList<>(PIPELINED);
            for (int i = number; i < Math.min(number + PIPELINED, messages); i++) {
                batch.add(Payload.of(i, System.nanoTime(), bytes));
            }
            redis.pushAll(queue, batch);
        }
    }

    /** Those from one number to before another, so many a second; each is timed from when it was sent. */
    void pace(int from, int to, int perSecond) {
        long begin = System.nanoTime();
        for (int number = from; number < to; number++) {
            long due = begin + (number - from) * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            redis.push(queue, Payload.of(number, System.nanoTime(), bytes));
        }
    }
}
