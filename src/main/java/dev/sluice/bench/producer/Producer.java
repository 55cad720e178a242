package dev.sluice.bench.producer;

import dev.sluice.bench.client.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/** Publishes numbered messages, as fast as they are taken or at a rate. */
public final class Producer {
    private static final int TOGETHER = 250;

    private final Publisher publisher;
    private final int bytes;

    public Producer(Publisher publisher, int bytes) {
        this.publisher = publisher;
        this.bytes = bytes;
    }

    /**
     * Publishes as fast as messages are taken.
     *
     * @param from the first number
     * @param wanted true if the message of a number must still be sent
     * @param taken the number of messages that have arrived, from 0 on
     * @param mostUnderWay beyond this, a backlog would only grow, and latency would show nothing but its length
     * @return the number after the last; it ends early if nothing arrives any more
     */
    public int saturate(int from, IntPredicate wanted, IntSupplier taken, int mostUnderWay)
            throws IOException, InterruptedException {
        int number = from;
        while (wanted.test(number)) {
            int sent = number;
            if (!Patience.await(() -> sent - taken.getAsInt() <= mostUnderWay, taken::getAsInt)) {
                return number;
            }
            while (number < sent + TOGETHER && wanted.test(number)) {
                number++;
            }
            burst(sent, number);
        }
        return number;
    }

    /** Publishes the numbers from one to before another at a rate; each is timed from when it was sent. */
    public void pace(int from, int to, int perSecond) throws IOException {
        long begin = System.nanoTime();
        for (int number = from; number < to; number++) {
            long due = begin + (number - from) * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            one(number);
        }
    }

    /** Publishes the numbers from one to before another, all together. */
    public void burst(int from, int to) throws IOException {
        List<byte[]> batch = new ArrayList<>(to - from);
        for (int number = from; number < to; number++) {
            batch.add(Payload.of(number, System.nanoTime(), bytes));
        }
        publisher.publish(batch);
    }

    /** Publishes one message now. */
    public void one(int number) throws IOException {
        burst(number, number + 1);
    }
}
