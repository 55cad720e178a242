package dev.sluice.app;

import dev.sluice.store.Refusal;
import dev.sluice.store.topic.PubsubObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report on refused pub/sub topics, to logs and health. Thread-safe. */
final class PubsubReport implements PubsubObserver {
    private static final Logger LOG = LoggerFactory.getLogger(PubsubReport.class);

    private final RefusedChannels refused;

    PubsubReport(RefusedChannels refused) {
        this.refused = refused;
    }

    @Override
    public void refused(String topic, Refusal refusal) {
        if (refused.add(topic, refusal)) {
            LOG.warn("The pub/sub topic \"{}\" is not delivered, the others go on: {}", topic, refusal.reason());
        }
    }

    @Override
    public void heard(String topic) {
        if (refused.remove(topic)) {
            LOG.info("The pub/sub topic \"{}\" is delivered again", topic);
        }
    }

    @Override
    public void forgotten(String topic) {
        refused.remove(topic);
    }
}
