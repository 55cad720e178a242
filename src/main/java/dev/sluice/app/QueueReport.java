package dev.sluice.app;

import dev.sluice.app.figures.QueueClaims;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.delivery.queue.QueueObserver;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.metrics.QueueMetrics;
import dev.sluice.store.Refusal;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.queue.DeadLetterCount;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report on the delivery, to logs, figures and health. */
final class QueueReport implements QueueObserver {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReport.class);

    /** The share of the bound on dead letters at which a warning is logged. */
    private static final long WARNED_PERCENT = 80;

    private final Metrics nodeMetrics;
    private final QueueMetrics metrics;
    private final QueueClaims served;
    private final RefusedChannels refused;
    private final Supplier<DeadLetterBounds> deadLetters;
    private final Consumer<String> onBegan;
    private final Consumer<String> onLapsed;

    /**
     * @param onBegan gets this node's incarnation when its lease has begun
     * @param onLapsed gets each incarnation whose lease has lapsed, perhaps again
     */
    QueueReport(
            Metrics nodeMetrics,
            QueueMetrics metrics,
            QueueClaims served,
            RefusedChannels refused,
            Supplier<DeadLetterBounds> deadLetters,
            Consumer<String> onBegan,
            Consumer<String> onLapsed) {
        this.nodeMetrics = nodeMetrics;
        this.metrics = metrics;
        this.served = served;
        this.refused = refused;
        this.deadLetters = deadLetters;
        this.onBegan = onBegan;
        this.onLapsed = onLapsed;
    }

    @Override
    public void began(String incarnation) {
        onBegan.accept(incarnation);
    }

    @Override
    public void recovering(String incarnation) {
        onLapsed.accept(incarnation);
    }

    @Override
    public void serving(String queue) {
        served.serving(queue);
    }

    @Override
    public void holding(String queue, int messages, long oldestAt) {
        served.holding(queue, messages, oldestAt);
    }

    @Override
    public void claimed(String queue, int messages) {
        metrics.add(Metric.CLAIMED, queue, messages);
    }

    @Override
    public void closedForMemory(int connections) {
        nodeMetrics.add(Metric.CONNECTIONS_CLOSED_FOR_MEMORY, connections);
        LOG.warn("Closed {} connections: data that browsers had not read filled its share of memory", connections);
    }

    @Override
    public void settled(String queue, int messages) {
        metrics.add(Metric.SETTLED, queue, messages);
    }

    @Override
    public void returned(String queue, int messages) {
        metrics.add(Metric.RETURNED, queue, messages);
    }

    @Override
    public void returnedAfterHandout(String queue, int messages) {
        metrics.add(Metric.QUEUE_REDELIVERIES, queue, messages);
    }

    @Override
    public void buried(String queue, String reason) {
        metrics.add(Metric.DEAD_LETTERS, queue, 1);
        LOG.warn("A message of the queue \"{}\" goes to the dead letters: it {}", queue, reason);
    }

    @Override
    public void deadLettersAdded(String queue, DeadLetterCount count) {
        metrics.add(Metric.DEAD_LETTERS_DROPPED, queue, count.dropped());
        DeadLetterBounds bounds = deadLetters.get();
        if (count.dropped() > 0) {
            LOG.warn(
                    "The oldest {} dead letters of the queue \"{}\" were dropped to keep them within their bounds ({})",
                    count.dropped(),
                    queue,
                    bounds);
        }
        long warned = bounds.most() * WARNED_PERCENT / 100;
        if (count.kept() >= warned && count.kept() + count.dropped() - count.added() < warned) {
            LOG.warn(
                    "The queue \"{}\" has {} dead letters; at {} the oldest are dropped for newer ones",
                    queue,
                    count.kept(),
                    bounds.most());
        }
    }

    /** Messages have waited longer than the max-age of their queue, and were removed. */
    void expired(String queue, ExpiredMessages expired) {
        metrics.add(Metric.QUEUE_EXPIRED, queue, expired.removed());
        expired.deadLetters().ifPresent(count -> {
            metrics.add(Metric.DEAD_LETTERS, queue, count.added());
            deadLettersAdded(queue, count);
        });
    }

    @Override
    public void lost(String queue, int messages) {
        metrics.add(Metric.LOST_CLAIMS, queue, messages);
        LOG.error(
                "The claims on the queue \"{}\" are not in Redis any more; up to {} messages may be delivered twice",
                queue,
                messages);
    }

    @Override
    public void stalled() {
        LOG.info(
                "Closed a connection that acknowledged nothing for the stall timeout; its messages go to other browsers");
    }

    @Override
    public void dropped(String queue, int messages) {
        metrics.add(Metric.LOST_CLAIMS, queue, messages);
        LOG.error(
                "Up to {} messages of the queue \"{}\" (mode none) may be lost: they were popped and not delivered",
                messages,
                queue);
    }

    @Override
    public void refused(String queue, Refusal refusal) {
        refused.refused(queue, refusal);
    }

    @Override
    public void forgotten(String queue) {
        served.forgotten(queue);
        refused.forgotten(queue);
    }

    @Override
    public void recovered(String queue) {
        refused.recovered(queue);
    }

    @Override
    public void leaseLapsed(String newIncarnation, int claims) {
        served.claimed().forEach((queue, messages) -> metrics.add(Metric.LOST_CLAIMS, queue, messages));
        LOG.warn(
                "The lease lapsed; continuing as {}. Other nodes return {} claims, whose messages may be delivered twice",
                newIncarnation,
                claims);
    }

    @Override
    public void unreturned(String incarnation, int queues, String queue, Refusal refusal) {
        LOG.warn(
                "Cannot return the claims of the dead node {} on {} queues, such as \"{}\": {}. Trying again later; a node"
                        + " whose Redis user may use these queues returns them at once",
                incarnation,
                queues,
                queue,
                refusal.reason());
    }

    @Override
    public void reclaimed(String queue, String incarnation, long messages) {
        metrics.add(Metric.RECLAIMED, queue, messages);
        LOG.info("{} messages that the node {} had claimed are back in the queue \"{}\"", messages, incarnation, queue);
    }
}
