package dev.sluice.delivery;

import dev.sluice.delivery.browser.Receiver;

/** What browsers tell delivery. Whether an implementation is thread-safe, it says itself. */
public interface Subscriptions {
    /** A browser has these channels from now on. */
    void subscribe(Receiver receiver, Subscription channels);

    /** The last write to it has left, and it can take more. */
    void drained(Receiver receiver);

    /** It is closed: what it has not been proven to have goes to others. */
    void closed(Receiver receiver);
}
