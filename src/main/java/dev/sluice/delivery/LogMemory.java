package dev.sluice.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/** The memory of all logs of a node. It is bounded: what is the oldest in any of them goes first. */
final class LogMemory {
    private final long maxBytes;
    private final Map<LogChunk, TopicLog> chunks = new LinkedHashMap<>();
    private long bytes;

    LogMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A log has a new chunk, which stays in any case. */
    void add(LogChunk chunk, TopicLog log) {
        chunks.put(chunk, log);
        bytes += chunk.capacity();
        while (bytes > maxBytes && chunks.size() > 1) {
            chunks.values().iterator().next().dropOldest();
        }
    }

    /** A log has it no more. */
    void remove(LogChunk chunk) {
        if (chunks.remove(chunk) != null) {
            bytes -= chunk.capacity();
        }
    }
}
