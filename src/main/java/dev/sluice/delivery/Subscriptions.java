package dev.sluice.delivery;

import dev.sluice.delivery.browser.Receiver;
import java.util.Set;

/** A listener to browsers. Implementations state if they are thread-safe. */
public interface Subscriptions {
    /** Subscribes a browser to channels. */
    void subscribe(Receiver receiver, Subscription channels);

    /** Removes channels from a browser that stays; messages already sent to it are settled as usual. */
    void unsubscribe(Receiver receiver, Set<String> queues, Set<String> topics);

    /**
     * Takes all channels from a browser whose stream ends or has ended. Messages that it has not confirmed go to others
     * at once; those that are not proven to have arrived do when it is closed.
     */
    void revoke(Receiver receiver);

    /** Called when the last write to a browser has left, so that it can take more. */
    void drained(Receiver receiver);

    /** Called when a browser's connection is closed: messages not proven to have arrived go to others. */
    void closed(Receiver receiver);
}
