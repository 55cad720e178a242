package dev.sluice.app;

import dev.sluice.delivery.ConfirmationListener;
import dev.sluice.delivery.Confirmations;
import dev.sluice.delivery.EventId;
import dev.sluice.delivery.PublishException;
import dev.sluice.redis.RedisConfirmationRelay;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what browsers confirm to the node that sent it, which is this one or another. Thread-safe. */
final class ConfirmationRouter implements Confirmations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationRouter.class);

    /** Beyond so many, what a browser had is found out by the visibility timeout. */
    private static final int MOST_RESUMED = 10_000;

    private final NodeName here;
    private final ConfirmationListener own;
    private final RedisConfirmationRelay others;
    private final ThreadPoolExecutor resumed;

    private final boolean relaysResumed;

    /**
     * @param own thread-safe
     * @param relaysResumed whether other nodes want to hear of browsers that come back: where none confirms anything,
     *     nobody reads it
     */
    ConfirmationRouter(NodeName here, ConfirmationListener own, RedisConfirmationRelay others, boolean relaysResumed) {
        this.here = here;
        this.relaysResumed = relaysResumed;
        this.own = own;
        this.others = others;
        // Streams must open also where Redis is away: all browsers of a node come here at once when it stops.
        this.resumed = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_RESUMED),
                ConfirmationRouter::thread,
                (task, by) -> LOG.debug("Too many browsers come back at once to tell the nodes that they come from"));
        resumed.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "sluice-resumed");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void confirm(EventId event) throws PublishException {
        String node = NodeName.ofConnection(event.connection());
        if (here.is(node)) {
            own.confirmed(event);
        } else {
            others.confirmed(node, event);
        }
    }

    @Override
    public void resume(EventId last) {
        String node = NodeName.ofConnection(last.connection());
        if (here.is(node)) {
            own.resumed(last);
        } else if (relaysResumed) {
            resumed.execute(() -> tell(node, last));
        }
    }

    private void tell(String node, EventId last) {
        try {
            others.resumed(node, last);
        } catch (PublishException e) {
            LOG.debug("What a browser had of another node is found out by the visibility timeout", e);
        }
    }

    @Override
    public void close() {
        resumed.shutdownNow();
    }
}
