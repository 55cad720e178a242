package dev.sluice.delivery.browser;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The writes that browsers have not taken yet, and their memory. If they keep too much, the connections that wait
 * longest are closed, and their browsers come back. Not thread-safe.
 */
public final class PendingWrites {
    /** The usual memory of a connection besides its write from the heap. */
    private static final int DEFAULT_PAGE_BYTES = 64 << 10;

    private final long maxHeapBytes;
    private final LogMemory logs;
    private final IntConsumer onClosed;

    /** Writes from the heap and their bytes, the oldest first. */
    private final Map<Outlet, Integer> fromHeap = new LinkedHashMap<>();
    /** Writes from chunks, the oldest first. */
    private final Map<Outlet, LogChunk> fromChunks = new LinkedHashMap<>();

    private long heapBytes;

    /**
     * @param maxHeapBytes bounds the writes from the heap; those from chunks are bounded by {@code logs}
     * @param onClosed receives the number of closed connections, if there are any
     */
    public PendingWrites(long maxHeapBytes, LogMemory logs, IntConsumer onClosed) {
        this.maxHeapBytes = maxHeapBytes;
        this.logs = logs;
        this.onClosed = onClosed;
    }

    /** Adds a write that has begun; does nothing if it has ended already. */
    public void began(Outlet outlet) {
        if (!outlet.isWriting()) {
            return;
        }
        LogChunk chunk = outlet.writtenChunk();
        if (chunk != null) {
            fromChunks.put(outlet, chunk);
            logs.beginUse(chunk);
        } else {
            fromHeap.put(outlet, outlet.writtenBytes());
            heapBytes += outlet.writtenBytes();
        }
    }

    /** Removes a write that has left or whose connection is closed; does nothing if none is pending. */
    public void ended(Outlet outlet) {
        LogChunk chunk = fromChunks.remove(outlet);
        if (chunk != null) {
            logs.endUse(chunk);
        }
        Integer bytes = fromHeap.remove(outlet);
        heapBytes -= bytes == null ? 0 : bytes;
    }

    /** Closes connections until the bounds are kept. Call it after each step, which has bounds of its own. */
    public void makeRoom() {
        int closed = 0;
        while (heapBytes > maxHeapBytes && !fromHeap.isEmpty()) {
            close(first(fromHeap));
            closed++;
        }
        // Closed connections free their memory once delivery hears of their end; then this is checked again.
        long excess = logs.excessBytes();
        while (excess > 0 && !(fromChunks.isEmpty() && fromHeap.isEmpty())) {
            Outlet outlet = oldestOfChunks();
            LogChunk chunk = outlet.writtenChunk();
            excess -= chunk == null ? DEFAULT_PAGE_BYTES : chunk.capacity();
            close(outlet);
            closed++;
        }
        if (closed > 0) {
            onClosed.accept(closed);
        }
    }

    /** Returns the oldest write whose end frees a chunk, or else one of a connection whose cursors may have pages. */
    private Outlet oldestOfChunks() {
        return fromChunks.entrySet().stream()
                .filter(write -> !logs.isInLog(write.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> first(fromHeap.isEmpty() ? fromChunks : fromHeap));
    }

    private static Outlet first(Map<Outlet, ?> writes) {
        return writes.keySet().iterator().next();
    }

    private void close(Outlet outlet) {
        ended(outlet);
        outlet.receiver().close();
    }
}
