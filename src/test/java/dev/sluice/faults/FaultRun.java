package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.Await;
import dev.sluice.testing.Browsers;
import dev.sluice.testing.Ledger;
import dev.sluice.testing.Pusher;
import dev.sluice.testing.QueueContents;
import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;

/** A steady flow of numbered messages to fifty browsers, during which a test breaks things. */
final class FaultRun implements AutoCloseable {
    static final String QUEUE = "message_list";
    static final int BROWSERS = 50;

    static final Browsers.Listener PASSIVE = (browser, address, event) -> {};

    private static final int PER_SECOND = 1_000;

    /** Over the 1.2 s that settling takes, since a machine may be busy with something else for a while. */
    private static final Duration UNSETTLED = Duration.ofSeconds(5);

    /** After so long without an arrival, what still waits or is claimed will not come. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** After so long without an arrival nothing more is expected. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final Supplier<QueueContents> contents;
    private final AutoCloseable redis;
    private final Ledger ledger = new Ledger();
    private final Browsers browsers;
    private final Pusher pusher;

    private FaultRun(
            Supplier<QueueContents> contents,
            Pusher.Target target,
            List<URI> addresses,
            Browsers.Listener listener,
            AutoCloseable redis)
            throws Exception {
        this.contents = contents;
        this.redis = redis;
        this.browsers = Browsers.open(BROWSERS, addresses, ledger, listener).awaitOpen(BROWSERS);
        this.pusher = Pusher.start(target, PER_SECOND, ledger);
    }

    /**
     * Opens the browsers and begins to push.
     *
     * @param redis repeats no command by itself; closed with the run
     * @param addresses of the streams
     * @param listener hears of each message, as a page does
     */
    static FaultRun start(UnifiedJedis redis, List<URI> addresses, Browsers.Listener listener) throws Exception {
        return new FaultRun(
                () -> QueueContents.of(redis, QUEUE),
                message -> redis.lpush(QUEUE, message),
                addresses,
                listener,
                redis);
    }

    /** With pages that do nothing, and an application that finds its way to a Redis that moves. */
    static FaultRun start(ReplicatedQueue queue, List<URI> addresses) throws Exception {
        return new FaultRun(queue::contents, queue, addresses, PASSIVE, queue);
    }

    /** With pages that do nothing. */
    static FaultRun start(UnifiedJedis redis, List<URI> addresses) throws Exception {
        return start(redis, addresses, PASSIVE);
    }

    Ledger ledger() {
        return ledger;
    }

    Browsers browsers() {
        return browsers;
    }

    /** Waits until so many more messages have come. */
    void awaitMore(int messages) throws Exception {
        int enough = ledger.received() + messages;
        Await.until(messages + " more messages", () -> ledger.received() >= enough);
    }

    /** Lets everything come that may still come, checks what was promised, and enters the figures. */
    void finish(Fault fault, int runs) throws Exception {
        pusher.close();
        awaitEmptyQueue();
        awaitArrivals();
        BitSet lost = lost();
        Figures.enter(fault, runs, ledger.messages(), lost.cardinality(), ledger.duplicates(), ledger.reordered());

        assertEquals(List.of(), browsers.refusals(), "answers that end an EventSource for good");
        if (!fault.mayLose()) {
            assertEquals("{}", lost.toString(), "lost");
        }
        List<Integer> unexplained =
                fault.mayRepeat() ? ledger.duplicatesOutside(UNSETTLED) : ledger.duplicatesOutside(Duration.ZERO);
        assertEquals(List.of(), unexplained, "came twice for no reason");
        if (fault == Fault.NONE) {
            assertEquals(0, ledger.reordered(), "reordered");
        }
    }

    /** On a busy machine, far more may have been pushed than has come yet: as long as any comes, there is hope. */
    private void awaitEmptyQueue() throws Exception {
        int before;
        boolean empty;
        do {
            before = ledger.received();
            empty = Await.isTrueWithin(TIMEOUT, () -> {
                QueueContents now = contents.get();
                return now.waiting().isEmpty() && now.claimed().isEmpty();
            });
        } while (!empty && ledger.received() > before);
        assertTrue(empty, "the queue is empty, with no claims");
    }

    /** What was settled may still lie in a browser's socket, and browsers on a busy machine read slowly. */
    private void awaitArrivals() throws Exception {
        int before;
        do {
            before = ledger.received();
        } while (!Await.isTrueWithin(QUIET, () -> lost().isEmpty()) && ledger.received() > before);
    }

    private BitSet lost() {
        BitSet lost = ledger.missing();
        contents.get().dead().forEach(number -> lost.clear(Integer.parseInt(number)));
        return lost;
    }

    @Override
    public void close() throws Exception {
        pusher.close();
        browsers.close();
        redis.close();
    }
}
