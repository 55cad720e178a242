package dev.sluice.app;

import dev.sluice.store.Refusal;
import dev.sluice.store.topic.PubsubObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report on refused pub/sub topics, to logs and health. Thread-safe. */
final class PubsubReport implements PubsubObserver {
    private static final Logger LOG = LoggerFactory.getLogger(PubsubReport.class);

    private final RefusedChannels refused;
    private final Runnable onSubscribed;

    /** @param onSubscribed called when topics are heard, perhaps again after an interruption */
    PubsubReport(RefusedChannels refused, Runnable onSubscribed) {
        this.onSubscribed = onSubscribed;
        this.refused = refused;
    }

    @Override
    public void refused(String topic, Refusal refusal) {
        if (refused.add(topic, refusal)) {
            LOG.warn("The {} \"{}\" is not delivered, the others go on: {}", refused.kind(), topic, refusal.reason());
        }
    }

    @Override
    public void heard(String topic) {
        if (refused.remove(topic)) {
            LOG.info("The {} \"{}\" is delivered again", refused.kind(), topic);
        }
    }

    @Override
    public void subscribed() {
        onSubscribed.run();
    }

    @Override
    public void forgotten(String topic) {
        refused.remove(topic);
    }
}
