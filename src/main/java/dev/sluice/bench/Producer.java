package dev.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/** Publishes numbered messages, as fast as they are taken or at a rate. */
final class Producer {
    private static final int TOGETHER = 250;

    private final Publisher publisher;
    private final int bytes;

    Producer(Publisher publisher, int bytes) {
        this.publisher = publisher;
        this.bytes = bytes;
    }

    /**
     * As fast as they are taken.
     *
     * @param from the first number
     * @param wanted whether the message of a number shall still be sent
     * @param taken how many messages, from the number 0 on, have arrived
     * @param mostUnderWay beyond this a backlog would only grow, and latency tell of nothing but its length
     * @return the number after the last; where nothing arrives any more, it ends early
     */
    int saturate(int from, IntPredicate wanted, IntSupplier taken, int mostUnderWay)
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

    /** Those from one number to before another, so many a second; each is timed from when it was sent. */
    void pace(int from, int to, int perSecond) throws IOException {
        long begin = System.nanoTime();
        for (int number = from; number < to; number++) {
            long due = begin + (number - from) * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            one(number);
        }
    }

    /** Those from one number to before another, all together. */
    void burst(int from, int to) throws IOException {
        List<byte[]> batch = new ArrayList<>(to - from);
        for (int number = from; number < to; number++) {
            batch.add(Payload.of(number, System.nanoTime(), bytes));
        }
        publisher.publish(batch);
    }

    /** One message now. */
    void one(int number) throws IOException {
        burst(number, number + 1);
    }
}
