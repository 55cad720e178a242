package dev.sluice.delivery;

import dev.sluice.delivery.browser.Receiver;

/** A listener to browsers. Implementations state if they are thread-safe. */
public interface Subscriptions {
    /** Subscribes a browser to channels. */
    void subscribe(Receiver receiver, Subscription channels);

    /** Called when the last write to a browser has left, so that it can take more. */
    void drained(Receiver receiver);

    /** Called when a browser's connection is closed: messages not proven to have arrived go to others. */
    void closed(Receiver receiver);
}
