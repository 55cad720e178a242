package dev.sluice.app.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.store.Refusal;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.time.PacedReports;
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

    /** After so many sweeps without an answer, one after the other, there is a warning. */
    private static final int MAX_UNFINISHED = 3;

    // Used by the sweeping thread.
    private final PacedReports<SweptEntry, Long> removals;
    /** The sweeps of each entry, one after the other, that had no answer for all or a part of it. */
    private final Map<SweptEntry, Integer> unfinished = new HashMap<>();

    /** By the texts of entries; read by other threads. */
    private final Map<String, Refusal> refused = new ConcurrentSkipListMap<>();

    ExpiryReport(Ticker ticker) {
        removals = new PacedReports<>(Duration.ofMinutes(10), Long::sum, ticker);
    }

    /**
     * Notes the end of a sweep.
     *
     * @param unanswered why there was no answer for all or a part of it, if so
     */
    void swept(
            SweptEntry entry, long removed, Optional<Refusal> refusal, Optional<StoreUnavailableException> unanswered) {
        if (removed > 0) {
            removals.add(entry, removed);
            removals.report(ExpiryReport::log);
        }
        if (refusal.isPresent()) {
            refused(entry, refusal.get());
        } else if (unanswered.isPresent()) {
            if (unfinished.merge(entry, 1, Integer::sum) >= MAX_UNFINISHED && !refused.containsKey(entry.toString())) {
                refused(entry, Refusal.of(unanswered.get().getMessage()));
            }
            return;
        } else if (refused.remove(entry.toString()) != null) {
            LOG.info("Expiry of the {} works again", entry);
        }
        unfinished.remove(entry);
    }

    private static void log(SweptEntry entry, long removed) {
        if (entry.kind() == ChannelKind.QUEUE) {
            LOG.info("{} messages of the {} had waited longer than {} and have expired", removed, entry, entry.age());
        } else {
            LOG.info("{} streams of the {} had no event for {} and are removed", removed, entry, entry.age());
        }
    }

    private void refused(SweptEntry entry, Refusal refusal) {
        if (!refusal.equals(refused.put(entry.toString(), refusal))) {
            LOG.warn("Cannot expire the {}; delivery continues: {}", entry, refusal.reason());
        }
    }

    /** Logs what is due, and forgets entries that are not swept any more. To be called before each round of sweeps. */
    void keep(Iterable<SweptEntry> entries) {
        Map<String, SweptEntry> names = new HashMap<>();
        entries.forEach(entry -> names.put(entry.toString(), entry));
        refused.keySet().retainAll(names.keySet());
        removals.retain(names.values());
        removals.report(ExpiryReport::log);
        unfinished.keySet().retainAll(names.values());
    }

    /** Returns what Redis refuses, as a sentence. Thread-safe. */
    Optional<String> fault() {
        return refused.entrySet().stream()
                .findFirst()
                .map(one -> "The " + one.getKey() + " does not expire: "
                        + one.getValue().reason() + ".");
    }
}
