package dev.sluice.delivery.claim;

import dev.sluice.store.MessageId;
import java.util.List;
import java.util.TreeMap;

/** The messages of queues in mode client that were sent on one connection and are not confirmed. */
public final class Unconfirmed {
    private final VisibilityLine visibility;
    private final WithdrawnIds withdrawn;
    private final String token;
    // Made when first needed: most connections take from no such queue.
    private TreeMap<Long, Claim> byNumber;

    /** @param token of the connection */
    public Unconfirmed(VisibilityLine visibility, WithdrawnIds withdrawn, String token) {
        this.visibility = visibility;
        this.withdrawn = withdrawn;
        this.token = token;
    }

    public boolean isEmpty() {
        return byNumber == null || byNumber.isEmpty();
    }

    /** Adds a claim whose write has begun: the browser's time to confirm it runs from now on. */
    public void add(Claim claim) {
        if (byNumber == null) {
            byNumber = new TreeMap<>();
        }
        byNumber.put(claim.eventNumber(), claim);
        visibility.add(claim);
    }

    /** Removes a claim that is no longer open. */
    public void remove(Claim claim) {
        byNumber.remove(claim.eventNumber());
        visibility.remove(claim);
        if (claim.state() != ClaimState.SETTLED) {
            withdrawn.add(new MessageId(token, claim.eventNumber()));
        }
    }

    /** Returns the claim of an event; null if there is none. */
    public Claim find(long eventNumber) {
        return byNumber == null ? null : byNumber.get(eventNumber);
    }

    /** Returns all claims in the order of their ids. */
    public List<Claim> all() {
        return byNumber == null ? List.of() : List.copyOf(byNumber.values());
    }
}
