package dev.sluice.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The writes that browsers have not taken yet, and the memory that these keep. Bounded: if they keep too much, the
 * connections that wait longest are closed, and their browsers come back. Not thread-safe.
 */
final class PendingWrites {
    private final long maxHeapBytes;
    private final LogMemory logs;
    private final DeliveryObserver observer;

    /** Writes from the heap and their bytes, the oldest first. */
    private final Map<Outlet, Integer> fromHeap = new LinkedHashMap<>();
    /** Writes from chunks, the oldest first. */
    private final Map<Outlet, LogChunk> fromChunks = new LinkedHashMap<>();

    private long heapBytes;

    /** @param maxHeapBytes bounds the writes from the heap; those from chunks are bounded by {@code logs} */
    PendingWrites(long maxHeapBytes, LogMemory logs, DeliveryObserver observer) {
        this.maxHeapBytes = maxHeapBytes;
        this.logs = logs;
        this.observer = observer;
    }

    /** A write has begun; nothing if it has ended already. */
    void began(Outlet outlet) {
        if (!outlet.isWriting()) {
            return;
        }
        ended(outlet);
        LogChunk chunk = outlet.writtenChunk();
        if (chunk != null) {
            fromChunks.put(outlet, chunk);
            logs.beginWrite(chunk);
        } else {
            fromHeap.put(outlet, outlet.writtenBytes());
            heapBytes += outlet.writtenBytes();
        }
        makeRoom();
    }

    /** The write has left, or the connection is closed; nothing if no write is pending. */
    void ended(Outlet outlet) {
        LogChunk chunk = fromChunks.remove(outlet);
        if (chunk != null) {
            logs.endWrite(chunk);
        }
        Integer bytes = fromHeap.remove(outlet);
        heapBytes -= bytes == null ? 0 : bytes;
    }

    /** Closes connections until the bounds are kept. */
    void makeRoom() {
        int closed = 0;
        while (heapBytes > maxHeapBytes && !fromHeap.isEmpty()) {
            closeFirst(fromHeap);
            closed++;
        }
        while (logs.isFull() && !fromChunks.isEmpty()) {
            closeFirst(fromChunks);
            closed++;
        }
        if (closed > 0) {
            observer.closedForMemory(closed);
        }
    }

    private void closeFirst(Map<Outlet, ?> writes) {
        Outlet outlet = writes.keySet().iterator().next();
        ended(outlet);
        outlet.receiver().close();
    }
}
