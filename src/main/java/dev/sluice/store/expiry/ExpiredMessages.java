package dev.sluice.store.expiry;

import dev.sluice.store.queue.DeadLetterCount;
import java.util.Optional;

/**
 * The result of one call of {@link ExpiryStore#expire}.
 *
 * @param removed the number of messages that were removed from the queue
 * @param hasMore true if another call at once may remove more
 * @param deadLetters the dead letters of the queue, if the messages became some
 */
public record ExpiredMessages(long removed, boolean hasMore, Optional<DeadLetterCount> deadLetters) {
    /** No message is too old. */
    public static final ExpiredMessages NONE = new ExpiredMessages(0, false, Optional.empty());
}
