package dev.sluice.delivery;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of chunks: those of all logs of a node, and those that are still being written from. That of logs is bounded
 * here: what is the oldest in any of them goes first. Not thread-safe.
 */
final class LogMemory {
    private final long maxLogBytes;
    private final long maxBytes;
    private final Map<LogChunk, TopicLog> inLogs = new LinkedHashMap<>();
    /** How many writes are under way from each chunk. */
    private final Map<LogChunk, Integer> writes = new HashMap<>();

    private long logBytes;
    private long bytes;

    /**
     * @param maxLogBytes bounds the logs
     * @param maxBytes bounds all chunks; whoever adds writes sees to it, see {@link #isFull}
     */
    LogMemory(long maxLogBytes, long maxBytes) {
        this.maxLogBytes = maxLogBytes;
        this.maxBytes = maxBytes;
    }

    /** A log has a new chunk, which stays in any case. */
    void add(LogChunk chunk, TopicLog log) {
        inLogs.put(chunk, log);
        logBytes += chunk.capacity();
        bytes += chunk.capacity();
        while (logBytes > maxLogBytes && inLogs.size() > 1) {
            inLogs.values().iterator().next().dropOldest();
        }
    }

    /** A log has it no more. */
    void remove(LogChunk chunk) {
        if (inLogs.remove(chunk) != null) {
            logBytes -= chunk.capacity();
            bytes -= writes.containsKey(chunk) ? 0 : chunk.capacity();
        }
    }

    /** A write from a chunk is under way, which stays in memory until its {@link #endWrite}. */
    void beginWrite(LogChunk chunk) {
        if (writes.merge(chunk, 1, Integer::sum) == 1 && !inLogs.containsKey(chunk)) {
            bytes += chunk.capacity();
        }
    }

    void endWrite(LogChunk chunk) {
        if (writes.computeIfPresent(chunk, (key, count) -> count == 1 ? null : count - 1) == null
                && !inLogs.containsKey(chunk)) {
            bytes -= chunk.capacity();
        }
    }

    /** Whether all chunks together have more than they may. */
    boolean isFull() {
        return bytes > maxBytes;
    }
}
