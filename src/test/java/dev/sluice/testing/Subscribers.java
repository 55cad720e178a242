package dev.sluice.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Many EventSources on one thread, each of which must get the numbers of each topic once and in order: {@code a0},
 * {@code a1} and so on of the first, {@code b0} of the second. Some are cut all the time, and come back to the next address
 * with their last id.
 */
public final class Subscribers implements AutoCloseable {
    /** The letter of messages of queues, which only some one must get. */
    static final byte QUEUE = 'q';

    private static final int PAUSE_MILLIS = 10;
    private static final int MAX_FAULTS = 20;

    private final Random random;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Subscriber> subscribers;
    private final Thread thread = new Thread(this::run, "subscribers");
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final BitSet taken = new BitSet();

    // Written by the thread only.
    private volatile int placed;
    private volatile long received;
    private volatile int cuts;

    private volatile int cutsPerSecond;
    private volatile boolean closed;

    private Subscribers(int count, List<URI> addresses, int topics, long seed) throws IOException {
        random = new Random(seed);
        subscribers = IntStream.range(0, count)
                .mapToObj(number -> new Subscriber(this, number, addresses, topics, selector))
                .toList();
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens them, and returns when each has been told where it stands: what is published from then on it must get.
     *
     * @param addresses of the streams, all with the same channels
     * @param topics how many topics these have
     * @param seed decides who is cut
     */
    public static Subscribers open(int count, List<URI> addresses, int topics, long seed) throws Exception {
        Subscribers all = new Subscribers(count, addresses, topics, seed);
        Await.until(count + " subscribers", () -> all.placed == count || !all.faults.isEmpty());
        return all;
    }

    /** From now on so many of them are cut in a second. */
    public void cutPerSecond(int connections) {
        cutsPerSecond = connections;
    }

    private void run() {
        try {
            long last = System.nanoTime();
            double owed = 0;
            while (!closed) {
                long now = System.nanoTime();
                owed += cutsPerSecond * ((now - last) / 1e9);
                last = now;
                for (; owed >= 1; owed--) {
                    if (subscribers.get(random.nextInt(subscribers.size())).cut()) {
                        cuts++;
                    }
                }
                subscribers.forEach(subscriber -> subscriber.connectIfDue(now));
                selector.select(this::proceed, PAUSE_MILLIS);
            }
        } catch (IOException | RuntimeException e) {
            fault("the subscribers have stopped: " + e);
        }
    }

    private void proceed(SelectionKey key) {
        if (key.isValid()) {
            ((Subscriber) key.attachment()).proceed(buffer);
        }
    }

    void placed() {
        placed++;
    }

    void received() {
        received++;
    }

    void taken(int message) {
        synchronized (taken) {
            taken.set(message);
        }
    }

    void fault(String what) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(what);
        }
    }

    /** How many events all of them together have got. */
    public long deliveries() {
        return received;
    }

    /** How many connections were cut so far. */
    public int cuts() {
        return cuts;
    }

    /** How many different messages of queues they have got. */
    public int messages() {
        synchronized (taken) {
            return taken.cardinality();
        }
    }

    /** What was missing, came twice or out of order, and gaps and refusals. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** As tabs that are closed. */
    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        selector.wakeup();
        thread.join();
        subscribers.forEach(Subscriber::close);
        selector.close();
    }
}
