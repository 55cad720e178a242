package dev.sluice.http.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of each client, counted exactly. A client without any takes no memory. Thread-safe. */
final class OpenStreamCounts implements Usage {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    @Override
    public boolean take(String client, int most) {
        boolean[] taken = new boolean[1];
        counts.compute(client, (name, count) -> {
            int open = count == null ? 0 : count;
            taken[0] = open < most;
            return taken[0] ? Integer.valueOf(open + 1) : count;
        });
        return taken[0];
    }

    @Override
    public void giveBack(String client) {
        counts.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the number of clients that have streams. */
    int clients() {
        return counts.size();
    }
}
