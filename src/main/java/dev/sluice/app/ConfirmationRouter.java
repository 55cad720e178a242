package dev.sluice.app;

import dev.sluice.delivery.Confirmations;
import dev.sluice.redis.RedisConfirmationRelay;
import dev.sluice.store.MessageId;
import dev.sluice.store.PublishException;
import dev.sluice.store.registry.ConnectionId;
import dev.sluice.threads.Threads;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router of confirmations to the node that sent the messages, this one or another. Thread-safe. */
final class ConfirmationRouter implements Confirmations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmationRouter.class);

    /** The most reports of returning browsers that wait; for others the visibility timeout decides. */
    private static final int MAX_RESUMED = 10_000;

    private final NodeName here;
    private final DeliveryMailbox own;
    private final RedisConfirmationRelay others;
    private final ThreadPoolExecutor resumed;

    private final boolean relaysResumed;

    /**
     * @param relaysResumed true if other nodes are told of browsers that come back; without confirmed queues no node
     *     reads it
     */
    ConfirmationRouter(NodeName here, DeliveryMailbox own, RedisConfirmationRelay others, boolean relaysResumed) {
        this.here = here;
        this.relaysResumed = relaysResumed;
        this.own = own;
        this.others = others;
        // Streams must open even if Redis is away: all browsers of a node come here at once when it stops.
        this.resumed = Threads.pool("sluice-resumed", 1, MAX_RESUMED);
        resumed.setRejectedExecutionHandler(
                (task, by) -> LOG.debug("Too many browsers come back at once; some former nodes are not told"));
    }

    @Override
    public CompletableFuture<Set<MessageId>> confirm(Collection<MessageId> events) throws PublishException {
        Map<String, List<MessageId>> byNode =
                events.stream().collect(Collectors.groupingBy(event -> ConnectionId.nodeOf(event.connection())));
        Set<MessageId> ofNodesThatAreGone = new HashSet<>();
        CompletableFuture<Set<MessageId>> stale = CompletableFuture.completedFuture(Set.of());
        for (Map.Entry<String, List<MessageId>> node : byNode.entrySet()) {
            if (here.is(node.getKey())) {
                stale = own.confirmed(node.getValue());
            } else if (!others.confirmed(node.getKey(), node.getValue())) {
                ofNodesThatAreGone.addAll(node.getValue());
            }
        }
        return stale.thenApply(ofHere -> union(ofHere, ofNodesThatAreGone));
    }

    private static Set<MessageId> union(Set<MessageId> some, Set<MessageId> others) {
        Set<MessageId> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    @Override
    public void resume(MessageId last) {
        String node = ConnectionId.nodeOf(last.connection());
        if (here.is(node)) {
            own.resumed(last);
        } else if (relaysResumed) {
            resumed.execute(() -> tell(node, last));
        }
    }

    private void tell(String node, MessageId last) {
        try {
            others.resumed(node, last);
        } catch (PublishException e) {
            LOG.debug("Cannot tell another node which messages a browser had; its visibility timeout decides", e);
        }
    }

    @Override
    public void close() {
        Threads.stop(resumed);
    }
}
