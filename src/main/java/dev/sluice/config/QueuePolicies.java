package dev.sluice.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which policy a queue has: that of its own name, else of the first pattern that matches it, else the defaults.
 * Immutable.
 */
public final class QueuePolicies {
    /** The entry of what no other matches. Where it is configured, it matches everything by itself. */
    private static final String ALL = "*";

    private final QueuePolicy defaults;
    private final Map<String, QueuePolicy> entries;
    private final List<String> patterns;

    /**
     * @param defaults the policy of queues that match no entry
     * @param entries policies by name or pattern, in the order in which patterns are tried
     */
    public QueuePolicies(QueuePolicy defaults, Map<String, QueuePolicy> entries) {
        this.defaults = defaults;
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        this.patterns =
                this.entries.keySet().stream().filter(NamePatterns::isPattern).toList();
    }

    /** The policy of a queue. */
    public QueuePolicy of(String queueName) {
        return find(queueName).map(entries::get).orElse(defaults);
    }

    /**
     * The configured name or pattern that a queue belongs to, or {@code *} where none matches it. Other than the queue's
     * own name, which may be secret where a pattern matches it, it may be shown to everybody.
     */
    public String entryOf(String queueName) {
        return find(queueName).orElse(ALL);
    }

    /** Whether there may be a queue in this mode. */
    public boolean mayUse(AckMode mode) {
        return defaults.ack() == mode || entries.values().stream().anyMatch(policy -> policy.ack() == mode);
    }

    /** The policies by name or pattern, in order. */
    public Map<String, QueuePolicy> entries() {
        return entries;
    }

    private Optional<String> find(String queueName) {
        if (entries.containsKey(queueName)) {
            return Optional.of(queueName);
        }
        return patterns.stream()
                .filter(pattern -> NamePatterns.matches(pattern, queueName))
                .findFirst();
    }

    @Override
    public String toString() {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "{" + entry.getValue() + "}")
                .collect(Collectors.joining(" ", "", " others{" + defaults + "}"));
    }
}
