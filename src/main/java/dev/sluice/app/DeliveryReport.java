package dev.sluice.app;

import dev.sluice.delivery.DeliveryObserver;
import dev.sluice.metrics.NodeMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what happens in the delivery into logs, figures and health. */
final class DeliveryReport implements DeliveryObserver {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryReport.class);

    private final NodeMetrics metrics;
    private final NodeHealth health;

    DeliveryReport(NodeMetrics metrics, NodeHealth health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    public void claimed(String queue, int messages) {
        metrics.claimed(messages);
    }

    @Override
    public void settled(String queue, int messages) {
        metrics.settled(messages);
    }

    @Override
    public void returned(String queue, int messages) {
        metrics.returned(messages);
    }

    @Override
    public void buried(String queue, String reason) {
        metrics.buried();
        LOG.warn("A message of the queue \"{}\" goes to the dead letters: it {}", queue, reason);
    }

    @Override
    public void lost(String queue, int messages) {
        metrics.lost(messages);
        LOG.error(
                "The claims on the queue \"{}\" are not in Redis any more; up to {} messages may be delivered twice",
                queue,
                messages);
    }

    @Override
    public void dropped(String queue, int messages) {
        metrics.lost(messages);
        LOG.error(
                "Of the queue \"{}\", which is in mode none, {} messages were popped, could not be delivered, and may not"
                        + " be back in it",
                queue,
                messages);
    }

    @Override
    public void refused(String queue, String reason) {
        health.queueRefused(queue, reason);
        LOG.warn("The queue \"{}\" is not delivered, the others go on: {}", queue, reason);
    }

    @Override
    public void forgotten(String queue) {
        health.queueRecovered(queue);
    }

    @Override
    public void recovered(String queue) {
        health.queueRecovered(queue);
        LOG.info("The queue \"{}\" is delivered again", queue);
    }

    @Override
    public void lapsed(String newIncarnation, int claims) {
        metrics.lost(claims);
        LOG.warn(
                "The lease of this node had lapsed, so it goes on as {}; others return {} claims, and up to as many"
                        + " messages may be delivered twice",
                newIncarnation,
                claims);
    }

    @Override
    public void reclaimed(String queue, String incarnation, long messages) {
        metrics.reclaimed(messages);
        LOG.info("{} messages that the node {} had claimed are back in the queue \"{}\"", messages, incarnation, queue);
    }
}
