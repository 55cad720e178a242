package dev.sluice.store.queue;

import java.util.List;

/**
 * An atomic step on one queue, which the {@link ClaimStore} carries out whole or not at all: earlier claims are
 * settled, returned or buried, then more messages are claimed.
 *
 * <p>Exchanges of a session are numbered, and each number is carried out once: if the answer was lost, the same
 * exchange is sent again and answered as the first time.
 *
 * @param queue the queue
 * @param session the session of the claims: this node's, until it starts anew or loses them
 * @param number 1 for a session's first exchange that changes something, then one more for each
 * @param startBy a first exchange is not carried out after this time, in milliseconds by the store's clock: a late copy
 *     of it would claim for a node that may be gone
 * @param held the number of the session's claims before this exchange
 * @param settled the number of them, from the oldest on, that are settled
 * @param removals the other claims that end, by ascending position
 * @param limits the limits of new claims
 */
public record Exchange(
        String queue,
        String session,
        long number,
        long startBy,
        int held,
        int settled,
        List<Removal> removals,
        ClaimLimits limits) {

    /** Returns the number of claims that end. */
    public int removed() {
        return settled + removals.size();
    }
}
