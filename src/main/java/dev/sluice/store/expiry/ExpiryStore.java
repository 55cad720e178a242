package dev.sluice.store.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * The store of what expires. Each method throws an {@link ExpiryRefusedException} if the store refuses, and a
 * {@link StoreUnavailableException} if it does not answer. Thread-safe.
 */
public interface ExpiryStore {
    /**
     * Returns true if this node is the one that sweeps the channels of a name or pattern now.
     *
     * @param turn how long no other node sweeps them
     */
    boolean beginSweep(ChannelKind kind, String entry, Duration turn);

    /**
     * Finds channels, a bounded number at a time.
     *
     * @param found gets their names, some perhaps twice; returns false to end the search
     */
    void find(ChannelKind kind, String pattern, Predicate<Collection<String>> found);

    /**
     * Removes a bounded number of messages that have waited longer than the maximum age. The store learns the age of
     * messages from one call to the next: those that it sees for the first time are taken for new.
     *
     * @param interval the time between calls, about
     */
    ExpiredMessages expire(String queue, QueueExpiry expiry, Duration interval);

    /** Forgets the ages of a queue's messages, which count as new then. */
    void forgetAges(String queue);

    /**
     * Removes a topic if its last event is older than this, and no consumer group has still to read or acknowledge one.
     *
     * @return true if it was removed
     */
    boolean removeIdle(String topic, Duration idleTtl);
}
