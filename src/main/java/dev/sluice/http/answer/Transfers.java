package dev.sluice.http.answer;

import dev.sluice.threads.Threads;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bodies and answers of requests in memory. Bounded: if there is no room for more, the oldest requests that wait
 * for their peer are ended. Requests with a peer below the minimum rate always are. Thread-safe.
 */
final class Transfers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private static final Duration CHECK = Duration.ofSeconds(1);

    /** A request with bytes in memory. Thread-safe. */
    interface Transfer {
        /** Returns true if the request waits for its peer. An answer that has not begun does not. */
        boolean waitsForPeer();

        /** Returns true if the peer is below the minimum rate. */
        boolean isTooSlow();

        /** Ends the request of a slow peer. */
        void endSlow();

        /** Ends the request to make room for others. */
        void endForRoom();
    }

    private final long maxBytes;
    private final Ticker ticker;
    private final ScheduledThreadPoolExecutor checks = Threads.scheduler("sluice-transfers");

    // Guarded by this.
    /** The bytes that each request keeps in memory; the oldest request first. */
    private final Map<Transfer, Long> held = new LinkedHashMap<>();

    private long heldBytes;

    Transfers(long maxBytes, Ticker ticker) {
        this.maxBytes = maxBytes;
        this.ticker = ticker;
    }

    void start() {
        Threads.repeat(checks, CHECK, CHECK, this::endSlow);
    }

    /** Returns the clock by which requests time their peers. */
    Ticker ticker() {
        return ticker;
    }

    synchronized void add(Transfer request) {
        held.put(request, 0L);
    }

    synchronized void remove(Transfer request) {
        Long bytes = held.remove(request);
        heldBytes -= bytes == null ? 0 : bytes;
    }

    /**
     * Reserves memory for more bytes of a request.
     *
     * @return false if there is no room for them
     */
    boolean hold(Transfer request, int bytes) {
        List<Transfer> ended = new ArrayList<>();
        boolean fits;
        long most = Math.max(maxBytes, bytes); // a longer answer fits alone, or it would be refused for ever
        synchronized (this) {
            makeRoom(request, most - bytes, ended);
            fits = heldBytes + bytes <= most && held.computeIfPresent(request, (key, now) -> now + bytes) != null;
            heldBytes += fits ? bytes : 0;
        }
        ended.forEach(Transfer::endForRoom);
        return fits;
    }

    /**
     * Keeps an answer in place of the body of its request.
     *
     * @param needed true to keep it even if there is no room
     * @return false if it is not kept
     */
    boolean holdAnswer(Transfer request, int bytes, boolean needed) {
        List<Transfer> ended = new ArrayList<>();
        boolean fits;
        long most = Math.max(maxBytes, bytes);
        synchronized (this) {
            Long body = held.get(request);
            heldBytes -= body == null ? 0 : body;
            makeRoom(request, most - bytes, ended);
            fits = body != null && (needed || heldBytes + bytes <= most);
            if (body != null) {
                held.put(request, fits ? bytes : 0L);
                heldBytes += fits ? bytes : 0;
            }
        }
        ended.forEach(Transfer::endForRoom);
        return fits;
    }

    /** Ends others until no more bytes are held. Needs the monitor. */
    private void makeRoom(Transfer request, long mostHeld, List<Transfer> ended) {
        Iterator<Map.Entry<Transfer, Long>> oldest = held.entrySet().iterator();
        while (heldBytes > mostHeld && oldest.hasNext()) {
            Map.Entry<Transfer, Long> other = oldest.next();
            if (other.getKey() != request
                    && other.getValue() > 0
                    && other.getKey().waitsForPeer()) {
                heldBytes -= other.getValue();
                other.setValue(0L);
                ended.add(other.getKey());
            }
        }
    }

    private void endSlow() {
        List<Transfer> all;
        synchronized (this) {
            all = List.copyOf(held.keySet());
        }
        for (Transfer request : all) {
            try {
                if (request.isTooSlow()) {
                    request.endSlow();
                }
            } catch (RuntimeException | Error e) { // the others are still to be checked
                LOG.error("Cannot end a slow request; continuing", e);
            }
        }
    }

    @Override
    public void close() {
        Threads.stop(checks);
    }
}
