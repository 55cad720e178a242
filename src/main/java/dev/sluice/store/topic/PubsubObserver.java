package dev.sluice.store.topic;

import dev.sluice.store.Refusal;

/** Is told which pub/sub topics the store lets this node hear, for logs and health. Thread-safe; must not block. */
public interface PubsubObserver {
    /**
     * The store would not let this topic be heard; told at each attempt, also after each reconnect. {@code
     * RefusedChannels.add} tells what is news.
     */
    void refused(String topic, Refusal refusal);

    /** A topic that was refused is heard now. */
    void heard(String topic);

    /** Nobody here has this topic any more. */
    void forgotten(String topic);
}
