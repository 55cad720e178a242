package dev.sluice.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Many pages on one thread, which come and go at random. Each has one of some topics and claims a name, which some of them
 * share; a third takes from a queue, too. The first of them stay, and keep a list of the people in their topic.
 */
public final class Visitors implements AutoCloseable {
    /** The queue that a third of them take from. */
    public static final String QUEUE = "jobs";

    private static final int PAUSE_MILLIS = 10;
    private static final int MAX_FAULTS = 20;
    private static final int MAX_ABSENCE_MILLIS = 8_000;

    /** An open stream, as its page knows it. */
    public record Visit(String node, String id, String topic, String name, boolean hasQueue) {}

    private final Random random;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Visitor> visitors;
    private final int staying;
    private final Thread thread = new Thread(this::run, "visitors");
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

    private volatile int opened; // written by the thread only
    private volatile int perSecond;
    private volatile boolean closed;

    private Visitors(int count, int staying, URI site, List<String> topics, long seed) throws IOException {
        this.random = new Random(seed);
        this.staying = staying;
        this.visitors = IntStream.range(0, count)
                .mapToObj(number -> visitor(
                        number, site, topics.get(number % topics.size()), "p" + number % Math.max(1, count * 2 / 3)))
                .toList();
        thread.setDaemon(true);
        thread.start();
    }

    private Visitor visitor(int number, URI site, String topic, String name) {
        String query = "/sse?topic=" + topic + "&as=" + name + (number % 3 == 0 ? "&queue=" + QUEUE : "");
        Optional<PeopleList> people = number < staying
                ? Optional.of(new PeopleList(site.resolve("/topics/" + topic + "/presence"), topic))
                : Optional.empty();
        return new Visitor(this, number, site.resolve(query), topic, name, people, selector);
    }

    /**
     * Opens their streams.
     *
     * @param staying how many of them never leave by themselves
     * @param site the address of a node or a proxy
     * @param seed decides who leaves, and for how long
     */
    public static Visitors open(int count, int staying, URI site, List<String> topics, long seed) throws Exception {
        Visitors all = new Visitors(count, staying, site, topics, seed);
        all.awaitHere();
        return all;
    }

    /** From now on so many of them leave in a second, and come again some seconds later. */
    public void leavePerSecond(int visitors) {
        perSecond = visitors;
    }

    /** Waits until so many further streams have been opened. */
    public void awaitMore(int streams) throws Exception {
        int enough = opened + streams;
        Await.until(streams + " streams", () -> opened >= enough || !faults.isEmpty());
    }

    /** Waits until all have a stream but those that stay away. */
    public void awaitHere() throws Exception {
        Await.until(
                "the streams of all",
                () -> !faults.isEmpty()
                        || commands.isEmpty()
                                && visitors.stream().allMatch(each -> each.isAway() == (each.visit() == null)));
    }

    /** Lets the last ones close their streams and stay away, or come again. */
    public void stayAway(int last, boolean away) {
        commands.add(
                () -> visitors.subList(visitors.size() - last, visitors.size()).forEach(each -> each.stayAway(away)));
    }

    private void run() {
        try {
            long last = System.nanoTime();
            double owed = 0;
            while (!closed) {
                long now = System.nanoTime();
                owed += perSecond * ((now - last) / 1e9);
                last = now;
                for (; owed >= 1; owed--) {
                    leave(visitors.get(staying + random.nextInt(visitors.size() - staying)));
                }
                while (!commands.isEmpty()) {
                    commands.peek().run();
                    commands.remove();
                }
                visitors.stream().filter(each -> !each.isAway()).forEach(each -> each.connectIfDue(now));
                selector.select(this::proceed, PAUSE_MILLIS);
            }
        } catch (IOException | RuntimeException e) {
            fault("the visitors have stopped: " + e);
        }
    }

    /** Half of them come back at once, as for a reload. */
    private void leave(Visitor visitor) {
        if (visitor.visit() != null) {
            visitor.comeAgainIn(random.nextBoolean() ? 0 : random.nextInt(MAX_ABSENCE_MILLIS));
        }
    }

    private void proceed(SelectionKey key) {
        if (key.isValid()) {
            ((Visitor) key.attachment()).proceed(buffer);
        }
    }

    void begun() {
        opened++;
    }

    void fault(String what) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(what);
        }
    }

    /** Returns a delay as a node might have named it. */
    long retryMillis() {
        return 100 + random.nextInt(200);
    }

    /** Returns the streams that are open. */
    public List<Visit> visits() {
        return visitors.stream().map(Visitor::visit).filter(Objects::nonNull).toList();
    }

    /** Returns what those that stay know of the people in their topics. */
    public List<PeopleList> people() {
        return visitors.stream().flatMap(each -> each.people().stream()).toList();
    }

    /** Returns the number of streams that were opened so far. */
    public int opened() {
        return opened;
    }

    /** Returns refusals, and why the visitors have stopped, if so. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** As tabs that are closed. */
    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        selector.wakeup();
        thread.join();
        visitors.forEach(Visitor::close);
        selector.close();
    }
}
