package dev.sluice.delivery.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The unconfirmed messages, until they are confirmed or the visibility timeout of their queue is over. */
public final class VisibilityLine {
    /** The claims by timeout, of which there are few, and then in the order in which they are due. */
    private final Map<Duration, Set<Claim>> lines = new HashMap<>();

    void add(Claim claim) {
        line(claim).add(claim);
    }

    void remove(Claim claim) {
        line(claim).remove(claim);
    }

    public boolean contains(Claim claim) {
        return lines.getOrDefault(claim.visibilityTimeout(), Set.of()).contains(claim);
    }

    private Set<Claim> line(Claim claim) {
        return lines.computeIfAbsent(claim.visibilityTimeout(), timeout -> new LinkedHashSet<>());
    }

    /** Returns the nanoseconds until a claim has {@link #expired}; {@link Long#MAX_VALUE} if nothing waits. */
    public long dueIn(long now) {
        long due = Long.MAX_VALUE;
        for (Set<Claim> line : lines.values()) {
            if (!line.isEmpty()) {
                due = Math.min(due, Math.max(0, line.iterator().next().confirmBy() - now));
            }
        }
        return due;
    }

    /** Returns the claims whose time is over. */
    public List<Claim> expired(long now) {
        List<Claim> expired = new ArrayList<>();
        for (Set<Claim> line : lines.values()) {
            Iterator<Claim> oldest = line.iterator();
            while (oldest.hasNext()) {
                Claim claim = oldest.next();
                if (claim.confirmBy() - now > 0) {
                    break;
                }
                expired.add(claim);
            }
        }
        return expired;
    }
}
