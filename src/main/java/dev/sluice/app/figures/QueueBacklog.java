package dev.sluice.app.figures;

import dev.sluice.channel.NamePatterns;
import dev.sluice.redis.QueueLength;
import dev.sluice.time.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The messages in Redis for each configured name or pattern: in the queue of a name, or in the queues of a pattern that
 * browsers of this node take from. Redis is asked on demand, at most once a second and about a bounded number of
 * queues; a figure that is not known in full is left out. Thread-safe; may wait for Redis for a second or two.
 */
final class QueueBacklog {
    /** The most queues, for two lengths each. The help of {@code Metric.QUEUE_UNCOUNTED} has this number. */
    static final int MAX_QUEUES = 500;

    /**
     * The answers, by configured name or pattern.
     *
     * @param waiting the messages in the queues
     * @param dead the dead letters
     * @param uncounted the number of queues that were not asked about, since they are too many
     */
    record Figures(Map<String, Long> waiting, Map<String, Long> dead, Map<String, Long> uncounted) {}

    private final Supplier<? extends Collection<String>> entries;
    private final QueueClaims served;
    private final Function<List<String>, List<QueueLength>> lengths;
    private final KeptAnswer<Figures> figures;

    /**
     * @param entries the configured names and patterns of the moment; names are asked about first
     * @param served the queues that browsers of this node take from
     * @param lengths asks Redis
     */
    QueueBacklog(
            Supplier<? extends Collection<String>> entries,
            QueueClaims served,
            Function<List<String>, List<QueueLength>> lengths,
            Ticker ticker) {
        this.entries = entries;
        this.served = served;
        this.lengths = lengths;
        this.figures = new KeptAnswer<>(this::ask, ticker);
    }

    Map<String, Long> waiting() {
        return figures.get().waiting();
    }

    Map<String, Long> dead() {
        return figures.get().dead();
    }

    Map<String, Long> uncounted() {
        return figures.get().uncounted();
    }

    private Figures ask() {
        Map<String, Long> uncounted = new HashMap<>();
        Map<String, List<String>> asked = new LinkedHashMap<>();
        List<String> all = new ArrayList<>();
        queues().forEach((entry, queues) -> {
            boolean counted = all.size() + queues.size() <= MAX_QUEUES;
            uncounted.put(entry, counted ? 0L : queues.size());
            if (counted) {
                asked.put(entry, queues);
                all.addAll(queues);
            }
        });
        Map<String, Long> waiting = new HashMap<>();
        Map<String, Long> dead = new HashMap<>();
        List<QueueLength> answers = lengths.apply(all);
        int from = 0;
        for (Map.Entry<String, List<String>> each : asked.entrySet()) {
            List<QueueLength> part =
                    answers.subList(from, from += each.getValue().size());
            sum(part, QueueLength::waiting).ifPresent(length -> waiting.put(each.getKey(), length));
            sum(part, QueueLength::dead).ifPresent(length -> dead.put(each.getKey(), length));
        }
        return new Figures(waiting, dead, uncounted);
    }

    /** Returns the queues of each configured name, one each, and then of each pattern. */
    private Map<String, List<String>> queues() {
        Collection<String> configured = entries.get();
        Map<String, List<String>> names = served.names();
        Map<String, List<String>> queues = new LinkedHashMap<>();
        configured.stream()
                .filter(entry -> !NamePatterns.isPattern(entry))
                .forEach(name -> queues.put(name, List.of(name)));
        configured.stream()
                .filter(NamePatterns::isPattern)
                .forEach(pattern -> queues.put(pattern, names.getOrDefault(pattern, List.of())));
        return queues;
    }

    private static OptionalLong sum(List<QueueLength> lengths, Function<QueueLength, OptionalLong> part) {
        if (lengths.stream().map(part).anyMatch(OptionalLong::isEmpty)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                lengths.stream().map(part).mapToLong(OptionalLong::getAsLong).sum());
    }
}
