package dev.sluice.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which policy a channel has: that of its own name, else of the first pattern that matches it, else the defaults.
 * Immutable.
 *
 * @param <P> how channels of the kind are treated
 */
public class ChannelPolicies<P> {
    /** The entry of what no other matches. Where it is configured, it matches everything by itself. */
    private static final String ALL = "*";

    private final P defaults;
    private final Map<String, P> entries;
    private final List<String> patterns;

    /**
     * @param defaults the policy of channels that match no entry
     * @param entries policies by name or pattern, in the order in which patterns are tried
     */
    public ChannelPolicies(P defaults, Map<String, P> entries) {
        this.defaults = defaults;
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        this.patterns =
                this.entries.keySet().stream().filter(NamePatterns::isPattern).toList();
    }

    /** The policy of a channel. */
    public final P of(String name) {
        return find(name).map(entries::get).orElse(defaults);
    }

    /**
     * The configured name or pattern that a channel belongs to, or {@code *} where none matches it. Other than the
     * channel's own name, which may be secret where a pattern matches it, it may be shown to everybody.
     */
    public final String entryOf(String name) {
        return find(name).orElse(ALL);
    }

    /** The policies by name or pattern, in order. */
    public final Map<String, P> entries() {
        return entries;
    }

    /** The policy of channels that match no entry. */
    final P defaults() {
        return defaults;
    }

    private Optional<String> find(String name) {
        if (entries.containsKey(name)) {
            return Optional.of(name);
        }
        return patterns.stream()
                .filter(pattern -> NamePatterns.matches(pattern, name))
                .findFirst();
    }

    @Override
    public final String toString() {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "{" + entry.getValue() + "}")
                .collect(Collectors.joining(" ", "", " others{" + defaults + "}"));
    }
}
