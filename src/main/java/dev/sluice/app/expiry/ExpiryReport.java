package dev.sluice.app.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.store.Refusal;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of sweeps: a line for what was removed, at most every ten minutes for each entry, and for what Redis refuses. */
final class ExpiryReport {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryReport.class);

    private static final long PAUSE_NANOS = Duration.ofMinutes(10).toNanos();

    /** What is not logged yet, and the time of the next line. */
    private static final class Removals {
        private long count;
        private long nextLine;
    }

    // Used by the sweeping thread.
    private final Map<SweptEntry, Removals> removals = new HashMap<>();
    private final Ticker ticker;

    /** By the texts of entries; read by other threads. */
    private final Map<String, Refusal> refused = new ConcurrentSkipListMap<>();

    ExpiryReport(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Notes the end of a sweep. */
    void swept(SweptEntry entry, long removed, Optional<Refusal> refusal) {
        if (removed > 0) {
            add(entry, removed);
        }
        if (refusal.isPresent()) {
            refused(entry, refusal.get());
        } else if (refused.remove(entry.toString()) != null) {
            LOG.info("Expiry of the {} works again", entry);
        }
    }

    private void add(SweptEntry entry, long removed) {
        long now = ticker.nanos();
        Removals mine = removals.computeIfAbsent(entry, any -> {
            Removals first = new Removals();
            first.nextLine = now;
            return first;
        });
        mine.count += removed;
        if (now - mine.nextLine >= 0) {
            if (entry.kind() == ChannelKind.QUEUE) {
                LOG.info(
                        "{} messages of the {} had waited longer than {} and have expired",
                        mine.count,
                        entry,
                        entry.age());
            } else {
                LOG.info("{} streams of the {} had no event for {} and are removed", mine.count, entry, entry.age());
            }
            mine.count = 0;
            mine.nextLine = now + PAUSE_NANOS;
        }
    }

    private void refused(SweptEntry entry, Refusal refusal) {
        if (!refusal.equals(refused.put(entry.toString(), refusal))) {
            LOG.warn("Cannot expire the {}; delivery continues: {}", entry, refusal.reason());
        }
    }

    /** Forgets entries that are not swept any more. */
    void keep(Iterable<SweptEntry> entries) {
        Map<String, SweptEntry> names = new HashMap<>();
        entries.forEach(entry -> names.put(entry.toString(), entry));
        refused.keySet().retainAll(names.keySet());
        removals.keySet().retainAll(names.values());
    }

    /** Returns what Redis refuses, as a sentence. Thread-safe. */
    Optional<String> fault() {
        return refused.entrySet().stream()
                .findFirst()
                .map(one -> "The " + one.getKey() + " does not expire: "
                        + one.getValue().reason() + ".");
    }
}
