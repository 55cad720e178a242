package dev.sluice.access.application;

import dev.sluice.access.Access;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers that may be used again. The least recently used ones go if they are too many or too large, and those of a user
 * when they are told to, also if they are still under way. Thread-safe.
 */
final class AnswerCache {
    /** Longer than any answer is under way. */
    private static final long MAX_QUESTION_NANOS = Duration.ofMinutes(1).toNanos();

    /** @param until the end of its freshness, by the ticker */
    private record Kept(KeepableAccess answer, long until) {}

    private final int most;
    private final int mostBytes;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<String, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
    /** The time, by the ticker, up to which answers that name a user do not count. */
    private final Map<String, Long> dropped = new HashMap<>();

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

    /**
     * Keeps an answer as long as it is fresh.
     *
     * @param asked the time of the question, by the ticker
     * @return false if its user's answers were dropped since, so that it does not count
     */
    synchronized boolean keep(String key, KeepableAccess answer, long asked) {
        Long droppedAt = answer.access().user().map(dropped::get).orElse(null);
        if (droppedAt != null && droppedAt - asked >= 0) {
            return false;
        }
        if (answer.fresh().isZero()) {
            return true;
        }
        remove(key);
        answers.put(key, new Kept(answer, ticker.nanos() + answer.fresh().toNanos()));
        bytes += answer.bytes();
        Iterator<Kept> eldest = answers.values().iterator();
        while (answers.size() > most || bytes > mostBytes) {
            bytes -= eldest.next().answer.bytes();
            eldest.remove();
        }
        return true;
    }

    /** Drops the answers that name these users, also those to questions that were asked up to now. */
    synchronized void drop(Set<String> users) {
        long now = ticker.nanos();
        dropped.values().removeIf(at -> now - at > MAX_QUESTION_NANOS);
        users.forEach(user -> dropped.put(user, now));
        answers.values().removeIf(kept -> {
            boolean isTheirs =
                    kept.answer.access().user().filter(users::contains).isPresent();
            bytes -= isTheirs ? kept.answer.bytes() : 0;
            return isTheirs;
        });
    }

    private void remove(String key) {
        Kept removed = answers.remove(key);
        if (removed != null) {
            bytes -= removed.answer.bytes();
        }
    }
}
