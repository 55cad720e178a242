package dev.sluice.app;

import dev.sluice.delivery.topic.TopicObserver;
import dev.sluice.metrics.Metric;
import dev.sluice.metrics.Metrics;
import dev.sluice.store.Refusal;
import dev.sluice.store.StreamId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report on topics, to logs, figures, health and the {@link TopicKeeper}. */
final class TopicReport implements TopicObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReport.class);

    private final Metrics metrics;
    private final TopicKeeper keeper;
    private final RefusedChannels refused;

    TopicReport(Metrics metrics, TopicKeeper keeper, RefusedChannels refused) {
        this.metrics = metrics;
        this.keeper = keeper;
        this.refused = refused;
    }

    @Override
    public void serving(String topic) {
        keeper.serving(topic);
    }

    @Override
    public void forgotten(String topic) {
        keeper.forgotten(topic);
        refused.forgotten(topic);
    }

    @Override
    public void refused(String topic, Refusal refusal) {
        refused.refused(topic, refusal);
    }

    @Override
    public void recovered(String topic) {
        refused.recovered(topic);
    }

    @Override
    public void delivered(int events) {
        metrics.add(Metric.TOPIC_DELIVERIES, events);
    }

    @Override
    public void skipped(String topic, StreamId id, String fault) {
        metrics.add(Metric.TOPIC_SKIPPED, 1);
        LOG.warn("The event {} of the topic \"{}\" is skipped: it {}", id, topic, fault);
    }

    @Override
    public void skipped(String topic, String fault) {
        metrics.add(Metric.TOPIC_SKIPPED, 1);
        LOG.warn("A message of the pub/sub topic \"{}\" is skipped: it {}", topic, fault);
    }

    @Override
    public void overtaken(String topic) {
        metrics.add(Metric.PUBSUB_OVERTAKEN, 1);
        LOG.debug("A browser is too slow for the pub/sub topic \"{}\" and misses some of it", topic);
    }

    @Override
    public void gap(String topic, StreamId from, StreamId to, int browsers) {
        metrics.add(Metric.TOPIC_GAPS, browsers);
        LOG.info(
                "Events of the topic \"{}\" after {} and before {} are gone; {} browsers are told",
                topic,
                from,
                to,
                browsers);
    }
}
