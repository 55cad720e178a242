package dev.sluice.store.queue;

import java.util.List;

/**
 * All that is done on one queue in one go, which the {@link ClaimStore} carries out whole or not at all: first what was claimed before is
 * settled, returned or buried, then more is claimed.
 *
 * <p>Exchanges of a session are numbered. A store carries out a number once: where the answer was lost, the same
 * exchange is sent again and answered as the first time.
 *
 * @param queue the queue
 * @param session whose claims these are: this node, until it starts anew or loses them
 * @param number 1 for a session's first exchange that changes something, then one more for each
 * @param startBy a first exchange is not carried out after this time, in milliseconds by the store's clock: a late copy
 *     of it would claim for a node that may be gone
 * @param held how many messages the session holds claimed before this exchange
 * @param settled how many of them, from the oldest on, are settled
 * @param removals what else leaves the claims, by ascending position
 * @param limits how much may be claimed
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

    /** How many messages leave the claims. */
    public int removed() {
        return settled + removals.size();
    }
}
