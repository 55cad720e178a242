package dev.sluice.http.limits;

import dev.sluice.time.Ticker;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The requests of each client, as buckets with a second's worth of tokens. Thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate algorithm</a>
 */
final class RequestRates implements Usage {
    // A bucket is one number, the time at which it is full again. A full one need not be kept, so only the clients of
    // the last second take memory. Parts of the clients have a lock each. Caffeine and Bucket4j would be a megabyte of
    // libraries for these lines.

    /** The most clients that are kept. The least recently seen go first, as if their buckets were full. */
    static final int MAX_CLIENTS = 100_000;

    private static final int PARTS = 64;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final Part[] parts;

    RequestRates(Ticker ticker) {
        this.ticker = ticker;
        this.parts = Stream.generate(Part::new).limit(PARTS).toArray(Part[]::new);
    }

    @Override
    public boolean take(String client, int most) {
        int hash = client.hashCode() * 0x9E3779B9; // spreads neighbouring addresses
        return parts[hash >>> 26].take(client, SECOND / most, ticker.nanos());
    }

    /** Does nothing: tokens come back with the time. */
    @Override
    public void giveBack(String client) {
        // A request that was counted stays so.
    }

    /** Returns the number of clients that are kept. */
    int clients() {
        return Stream.of(parts).mapToInt(Part::clients).sum();
    }

    private static final class Part {
        /** The times at which buckets are full, by the ticker; the least recently seen client first. */
        private final Map<String, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

        /** @param interval the time in which a token comes back */
        private synchronized boolean take(String client, long interval, long now) {
            Long full = fullAt.get(client);
            long from = full == null || full - now < 0 ? now : full;
            if (from + interval - now > SECOND) {
                return false;
            }
            fullAt.put(client, from + interval);
            drop(now);
            return true;
        }

        /** Drops the oldest clients that are not needed, or too many. Needs the monitor. */
        private void drop(long now) {
            Iterator<Long> oldest = fullAt.values().iterator();
            while (oldest.hasNext() && (oldest.next() - now <= 0 || fullAt.size() > MAX_CLIENTS / PARTS)) {
                oldest.remove();
            }
        }

        private synchronized int clients() {
            return fullAt.size();
        }
    }
}
