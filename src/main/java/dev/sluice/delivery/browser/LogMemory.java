package dev.sluice.delivery.browser;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the memory of chunks, both of those in logs and of those that writes still use. Bounds the logs: the oldest chunk of all is
 * dropped first. Thread-safe, since workers move cursors off their pages.
 */
public final class LogMemory {
    private final long maxLogBytes;
    private final long maxBytes;
    private final Map<LogChunk, Runnable> inLogs = new LinkedHashMap<>();
    /** How many writes and cursors use each chunk. */
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
     * A log has a new chunk, which stays in any case.
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

    /** A log has it no more. */
    public synchronized void remove(LogChunk chunk) {
        if (inLogs.remove(chunk) != null) {
            logBytes -= chunk.capacity();
            bytes -= uses.containsKey(chunk) ? 0 : chunk.capacity();
        }
    }

    /** A write or a cursor uses a chunk, which stays in memory until its {@link #endUse}. */
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

    /** Whether a chunk is in a log, and so stays in memory in any case. */
    synchronized boolean isInLog(LogChunk chunk) {
        return inLogs.containsKey(chunk);
    }

    /** How many bytes all chunks together have more than they may; not positive if they have not. */
    public synchronized long excessBytes() {
        return bytes - maxBytes;
    }
}
