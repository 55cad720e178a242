package dev.sluice.http.presence;

import dev.sluice.store.registry.Presence;
import dev.sluice.time.Ticker;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The presence of topics, read at most once in a second for all who ask, since everybody who may read a topic may ask.
 * Thread-safe; no thread waits.
 */
final class PresenceCache {
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The most topics that are kept, which bounds the memory. Others are read for each question. */
    private static final int MAX_TOPICS = 100;

    private final Function<String, CompletableFuture<Presence>> reader;
    private final Ticker ticker;

    // Guarded by this.
    /** By topic, the oldest first. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(CompletableFuture<Presence> presence, long readAt) {}

    /** @param reader begins to read the presence of a topic */
    PresenceCache(Function<String, CompletableFuture<Presence>> reader, Ticker ticker) {
        this.reader = reader;
        this.ticker = ticker;
    }

    /** Returns the presence of a topic, up to a second old, or why it could not be read. */
    synchronized CompletableFuture<Presence> of(String topic) {
        long now = ticker.nanos();
        dropOld(now);
        Kept one = kept.get(topic);
        if (one != null) {
            return one.presence();
        }
        CompletableFuture<Presence> presence = reader.apply(topic);
        if (kept.size() < MAX_TOPICS) {
            kept.put(topic, new Kept(presence, now));
        }
        return presence;
    }

    /** Needs the monitor. */
    private void dropOld(long now) {
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext() && now - oldest.next().readAt() >= AGE_NANOS) {
            oldest.remove();
        }
    }
}
