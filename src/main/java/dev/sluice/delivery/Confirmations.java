package dev.sluice.delivery;

import dev.sluice.store.MessageId;
import dev.sluice.store.PublishException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes confirmations to the nodes that sent the messages. Thread-safe. */
public interface Confirmations {
    /**
     * Confirms messages for a browser. May wait for Redis.
     *
     * @return completes with the stale events, whose messages were or will be offered again: all events of nodes that
     *     are gone, and those that this node knows to be stale. Other live nodes are not asked.
     * @throws PublishException if the node that sent a message could not be told
     */
    CompletableFuture<Set<MessageId>> confirm(Collection<MessageId> events) throws PublishException;

    /**
     * Tells that a browser has come back, and saw everything on its former connection up to this event and nothing
     * after it. Does not wait until the node that sent the event hears of it.
     */
    void resume(MessageId last);
}
