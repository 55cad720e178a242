package dev.sluice.delivery;

import dev.sluice.store.EventId;
import dev.sluice.store.PublishException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes confirmations to the nodes that sent the messages. Thread-safe. */
public interface Confirmations {
    /**
     * A browser has done with these messages. May wait for Redis.
     *
     * @return completed with those that are known to come too late, because the message was or will be offered again: the
     *     node that sent it is gone, or is this one and says so. Another node that lives is not asked.
     * @throws PublishException if the node that sent one of them could not be told
     */
    CompletableFuture<Set<EventId>> confirm(Collection<EventId> events) throws PublishException;

    /**
     * A browser has come back, and of its former connection has seen everything up to this event and nothing after it.
     * Does not wait until the node that sent it has heard of it.
     */
    void resume(EventId last);
}
