package dev.sluice.delivery;

import java.util.Collection;

/** What browsers tell delivery. Whether an implementation is thread-safe, it says itself. */
public interface QueueSubscriptions {
    /** A browser takes from these queues, which are different ones, from now on. */
    void subscribe(Receiver receiver, Collection<String> queues);

    /** The last write to it has left, and it can take more. */
    void drained(Receiver receiver);

    /** It is closed: what it has not been proven to have goes to others. */
    void closed(Receiver receiver);
}
