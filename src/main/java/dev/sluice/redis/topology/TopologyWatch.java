package dev.sluice.redis.topology;

import dev.sluice.threads.LoopThread;
import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that regularly checks whether other servers have the keys. A replaced master may go on answering, and a
 * check may take seconds.
 */
public final class TopologyWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyWatch.class);

    /** The least pause between two looks, however often woken. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(100);

    private final Topology topology;
    private final Runnable onChange;
    private final Duration interval;
    private final Ticker ticker;
    private final LoopThread thread = new LoopThread("sluice-redis-watch", this::takeTurn);
    /** The time before which it does not look again. Used by the thread only. */
    private long pausedUntil;

    /**
     * @param onChange called when other servers have the keys than before
     * @param interval how often it looks
     */
    public TopologyWatch(Topology topology, Runnable onChange, Duration interval, Ticker ticker) {
        this.topology = topology;
        this.onChange = onChange;
        this.interval = interval;
        this.ticker = ticker;
        this.pausedUntil = ticker.nanos();
    }

    public void start() {
        thread.start(interval);
    }

    /** Requests a look soon. */
    public void wake() {
        thread.wake();
    }

    /** Returns how long to wait for the next turn. */
    private long takeTurn() {
        long pause = pausedUntil - ticker.nanos();
        if (pause > 0) {
            return pause;
        }
        look();
        pausedUntil = ticker.nanos() + LEAST_PAUSE.toNanos();
        return interval.toNanos();
    }

    private void look() {
        try {
            if (topology.look()) {
                LOG.info("Redis topology changed; masters are now {}", topology.servers());
                onChange.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.debug("No answer on which Redis server has the keys; keeping the last known ones", e);
        }
    }

    @Override
    public void close() {
        thread.stop(Threads.TIMEOUT);
    }
}
