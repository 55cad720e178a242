package dev.sluice.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.registry.LifecycleEntry;
import dev.sluice.registry.LifecycleEntry.Connected;
import dev.sluice.registry.LifecycleEntry.Counted;
import dev.sluice.registry.LifecycleEntry.Disconnected;
import dev.sluice.testing.Visitors.Visit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The entries of the lifecycle reckoned up: how many connections are open by what they say. */
final class LifecycleBalance {
    private final Map<String, Integer> byNode = new TreeMap<>();
    private final Map<String, Integer> byConnection = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final Set<String> counting = new HashSet<>();
    private final Set<String> reasons = new HashSet<>();
    private int told;
    private int counted;

    LifecycleBalance(List<LifecycleEntry> entries) {
        entries.forEach(this::add);
    }

    private void add(LifecycleEntry entry) {
        if (entry instanceof Connected connected) {
            add(connected.node(), connected.entry().id(), 1);
        } else if (entry instanceof Disconnected disconnected) {
            add(disconnected.node(), disconnected.entry().id(), -1);
            reasons.add(disconnected.reason());
        } else if (entry instanceof Counted counts) {
            counting.add(counts.node());
            byNode.merge(counts.node(), counts.connected() - counts.disconnected(), Integer::sum);
            counted += counts.connected() + counts.disconnected();
        }
    }

    private void add(String node, String id, int by) {
        told++;
        nodes.put(id, node);
        byNode.merge(node, by, Integer::sum);
        int balance = byConnection.merge(id, by, Integer::sum);
        if (!counting.contains(node)) {
            assertTrue(balance == 0 || balance == 1, "as often connected as disconnected, or once more: " + id);
        }
    }

    /** Checks that these connections are open, and no others. */
    void assertOpen(List<Visit> visits) {
        Map<String, Integer> open = new TreeMap<>();
        Map<String, Integer> ids = new HashMap<>();
        for (Visit visit : visits) {
            open.merge(visit.node(), 1, Integer::sum);
            if (!counting.contains(visit.node())) { // of which connections a number of them tells is not known
                ids.put(visit.id(), 1);
            }
        }
        byNode.values().removeIf(balance -> balance == 0);
        assertEquals(open, byNode, "open connections of each node");
        byConnection.keySet().removeIf(id -> counting.contains(nodes.get(id)));
        byConnection.values().removeIf(balance -> balance == 0);
        assertEquals(ids, byConnection, "open connections of nodes that told each");
    }

    /** Returns the reasons of disconnects. */
    Set<String> reasons() {
        return reasons;
    }

    @Override
    public String toString() {
        return "%,d connects and disconnects told, %,d counted".formatted(told, counted);
    }
}
