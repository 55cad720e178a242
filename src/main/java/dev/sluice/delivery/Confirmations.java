package dev.sluice.delivery;

import java.util.Collection;
import java.util.Set;

/** Takes confirmations to the nodes that sent the messages. Thread-safe. */
public interface Confirmations {
    /**
     * A browser has done with these messages. May wait for Redis and for this node's delivery, a second or two.
     *
     * @return those that are known to come too late, because the message was or will be offered again: the node that sent
     *     it is gone, or is this one and says so. Another node that lives is not asked.
     * @throws PublishException if the node that sent one of them could not be told
     */
    Set<EventId> confirm(Collection<EventId> events) throws PublishException;

    /**
     * A browser has come back, and of its former connection has seen everything up to this event and nothing after it.
     * Does not wait until the node that sent it has heard of it.
     */
    void resume(EventId last);
}
