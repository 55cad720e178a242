package dev.sluice.redis.topology;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether another server has the keys, in a thread of its own: a master that was replaced may go on
 * answering, and a look may take seconds.
 */
public final class TopologyWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyWatch.class);

    /** Between two looks, however often it is woken. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(100);

    private final Topology topology;
    private final Runnable onChange;
    private final Duration interval;
    private final Thread thread = new Thread(this::watch, "sluice-redis-watch");
    private volatile boolean closed;

    /**
     * @param onChange told when other servers have the keys than before
     * @param interval how often it looks
     */
    public TopologyWatch(Topology topology, Runnable onChange, Duration interval) {
        this.topology = topology;
        this.onChange = onChange;
        this.interval = interval;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Has it look soon. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(interval.toNanos());
            try {
                if (!closed && topology.look()) {
                    LOG.info("Other Redis servers have the keys now: {}", topology.servers());
                    onChange.run();
                }
                Thread.sleep(LEAST_PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.debug("Nobody says which Redis server has the keys; what was known goes on to count", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
