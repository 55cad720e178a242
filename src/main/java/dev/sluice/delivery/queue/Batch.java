package dev.sluice.delivery.queue;

import dev.sluice.delivery.claim.Claim;
import dev.sluice.delivery.claim.ClaimState;
import dev.sluice.sse.EventBuffer;
import dev.sluice.sse.EventContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The messages that one step has dealt to a connection, until they are written. */
final class Batch {
    private EventBuffer events;
    private List<Claim> claims = List.of();

    boolean isEmpty() {
        return events == null;
    }

    /**
     * Adds a message.
     *
     * @param id the event's id
     * @return the number of bytes of its event
     */
    int add(Claim claim, String id, EventContent content) {
        if (events == null) {
            events = new EventBuffer(content.data().length + 64);
            claims = new ArrayList<>();
        }
        int before = events.length();
        events.event(id, content.type(), content.data());
        claims.add(claim);
        return events.length() - before;
    }

    /** Returns true if there are messages, and all are still to be written. */
    boolean isClaimed() {
        for (Claim claim : claims) {
            if (claim.state() != ClaimState.CLAIMED) {
                return false;
            }
        }
        return !claims.isEmpty();
    }

    /** Returns the events; there must be some. */
    ByteBuffer bytes() {
        return events.toByteBuffer();
    }

    /** Returns the claims, and empties the batch. */
    List<Claim> take() {
        List<Claim> taken = claims;
        events = null;
        claims = List.of();
        return taken;
    }
}
