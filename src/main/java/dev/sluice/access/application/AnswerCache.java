package dev.sluice.access.application;

import dev.sluice.access.Access;
import dev.sluice.time.Ticker;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers that may be used again. The least recently used ones go if they are too many or too large. Thread-safe. */
final class AnswerCache {
    /** @param until the end of its freshness, by the ticker */
    private record Kept(Answer answer, long until) {}

    private final int most;
    private final int mostBytes;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<String, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param mostBytes the most that all bodies may have together */
    AnswerCache(int most, int mostBytes, Ticker ticker, InstantSource clock) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.ticker = ticker;
        this.clock = clock;
    }

    synchronized Optional<Access> find(String key) {
        Kept kept = answers.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (kept.until - ticker.nanos() <= 0 || hasExpired(kept.answer.access())) {
            remove(key);
            return Optional.empty();
        }
        return Optional.of(kept.answer.access());
    }

    private boolean hasExpired(Access access) {
        return access.expires().filter(end -> !end.isAfter(clock.instant())).isPresent();
    }

    synchronized void keep(String key, Answer answer) {
        if (answer.fresh().isZero()) {
            return;
        }
        remove(key);
        answers.put(key, new Kept(answer, ticker.nanos() + answer.fresh().toNanos()));
        bytes += answer.bytes();
        Iterator<Kept> eldest = answers.values().iterator();
        while (answers.size() > most || bytes > mostBytes) {
            bytes -= eldest.next().answer.bytes();
            eldest.remove();
        }
    }

    private void remove(String key) {
        Kept removed = answers.remove(key);
        if (removed != null) {
            bytes -= removed.answer.bytes();
        }
    }
}
