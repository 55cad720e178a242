package dev.sluice.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The bodies and answers of requests that are in memory. Bounded: if there is no room for more, the peers that keep a body
 * or an answer waiting longest are given up. Peers that are too slow are given up in any case. Thread-safe.
 */
final class Transfers implements AutoCloseable {
    private static final long CHECK_MILLIS = 1_000;

    private final long maxBytes;
    private final ScheduledThreadPoolExecutor checks;

    // Guarded by this.
    /** How many bytes each keeps in memory; the oldest request first. */
    private final Map<AsyncRequest, Long> held = new LinkedHashMap<>();

    private long heldBytes;

    Transfers(long maxBytes) {
        this.maxBytes = maxBytes;
        checks = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "sluice-transfers");
            thread.setDaemon(true);
            return thread;
        });
        checks.scheduleWithFixedDelay(this::giveUpSlow, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    synchronized void add(AsyncRequest request) {
        held.put(request, 0L);
    }

    synchronized void remove(AsyncRequest request) {
        Long bytes = held.remove(request);
        heldBytes -= bytes == null ? 0 : bytes;
    }

    /**
     * A request is about to keep more bytes in memory.
     *
     * @return false if there is no room for them
     */
    boolean hold(AsyncRequest request, int bytes) {
        List<AsyncRequest> givenUp = new ArrayList<>();
        boolean fits;
        synchronized (this) {
            makeRoom(request, bytes, givenUp);
            fits = heldBytes + bytes <= maxBytes && held.computeIfPresent(request, (key, now) -> now + bytes) != null;
            heldBytes += fits ? bytes : 0;
        }
        givenUp.forEach(AsyncRequest::giveUp);
        return fits;
    }

    /** Needs the monitor. */
    private void makeRoom(AsyncRequest request, int bytes, List<AsyncRequest> givenUp) {
        Iterator<Map.Entry<AsyncRequest, Long>> oldest = held.entrySet().iterator();
        while (heldBytes + bytes > maxBytes && oldest.hasNext()) {
            Map.Entry<AsyncRequest, Long> other = oldest.next();
            if (other.getKey() != request
                    && other.getValue() > 0
                    && other.getKey().waitsForPeer()) {
                oldest.remove();
                heldBytes -= other.getValue();
                givenUp.add(other.getKey());
            }
        }
    }

    private void giveUpSlow() {
        List<AsyncRequest> all;
        synchronized (this) {
            all = List.copyOf(held.keySet());
        }
        all.stream().filter(AsyncRequest::isTooSlow).forEach(AsyncRequest::giveUp);
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
