package dev.sluice.delivery.browser;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of all chunks, in logs or still in use by writes. Bounds the logs: the oldest chunk of all is dropped
 * first. Thread-safe, since workers move cursors off their pages.
 */
public final class LogMemory {
    private final long maxLogBytes;
    private final long maxBytes;
    private final Map<LogChunk, Runnable> inLogs = new LinkedHashMap<>();
    /** The number of writes and cursors that use each chunk. */
    private final Map<LogChunk, Integer> uses = new HashMap<>();

    private long logBytes;
    private long bytes;

    /**
     * @param maxLogBytes of the logs
     * @param maxBytes of all chunks; {@link PendingWrites} keeps this bound
     */
    public LogMemory(long maxLogBytes, long maxBytes) {
        this.maxLogBytes = maxLogBytes;
        this.maxBytes = maxBytes;
    }

    /**
     * Adds a log's new chunk, which is kept even over the bound.
     *
     * @param dropOldest has that log drop its oldest chunk, and remove it here
     */
    public synchronized void add(LogChunk chunk, Runnable dropOldest) {
        inLogs.put(chunk, dropOldest);
        logBytes += chunk.capacity();
        bytes += chunk.capacity();
        while (logBytes > maxLogBytes && inLogs.size() > 1) {
            inLogs.values().iterator().next().run();
        }
    }

    /** Removes a chunk that its log has dropped. */
    public synchronized void remove(LogChunk chunk) {
        if (inLogs.remove(chunk) != null) {
            logBytes -= chunk.capacity();
            bytes -= uses.containsKey(chunk) ? 0 : chunk.capacity();
        }
    }

    /** Begins the use of a chunk by a write or a cursor: it stays in memory until {@link #endUse}. */
    public synchronized void beginUse(LogChunk chunk) {
        if (uses.merge(chunk, 1, Integer::sum) == 1 && !inLogs.containsKey(chunk)) {
            bytes += chunk.capacity();
        }
    }

    public synchronized void endUse(LogChunk chunk) {
        if (uses.computeIfPresent(chunk, (key, count) -> count == 1 ? null : count - 1) == null
                && !inLogs.containsKey(chunk)) {
            bytes -= chunk.capacity();
        }
    }

    /** Returns true if a chunk is in a log, and so stays in memory in any case. */
    synchronized boolean isInLog(LogChunk chunk) {
        return inLogs.containsKey(chunk);
    }

    /** Returns by how many bytes all chunks exceed their bound; not positive if they do not. */
    public synchronized long excessBytes() {
        return bytes - maxBytes;
    }
}
