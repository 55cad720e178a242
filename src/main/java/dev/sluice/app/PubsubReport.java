package dev.sluice.app;

import dev.sluice.store.Refusal;
import dev.sluice.store.topic.PubsubObserver;

/** The report on refused pub/sub topics, to logs and health. Thread-safe. */
final class PubsubReport implements PubsubObserver {
    private final RefusedChannels refused;
    private final Runnable onSubscribed;

    /** @param onSubscribed called when topics are heard, perhaps again after an interruption */
    PubsubReport(RefusedChannels refused, Runnable onSubscribed) {
        this.onSubscribed = onSubscribed;
        this.refused = refused;
    }

    @Override
    public void refused(String topic, Refusal refusal) {
        refused.refused(topic, refusal);
    }

    @Override
    public void heard(String topic) {
        refused.recovered(topic);
    }

    @Override
    public void subscribed() {
        onSubscribed.run();
    }

    @Override
    public void forgotten(String topic) {
        refused.forgotten(topic);
    }
}
