package dev.sluice.channel;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The policies of channels: a channel has that of its own name, else of the first pattern that matches it, else the
 * defaults. Immutable.
 *
 * @param <P> the policy of one kind of channels
 */
public class ChannelPolicies<P> {
    /** The entry of channels that match no other. If it is configured, it is a pattern that matches everything. */
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

    /** Returns the policy of a channel. */
    public final P of(String name) {
        return find(name).map(entries::get).orElse(defaults);
    }

    /**
     * Returns the configured name or pattern that a channel belongs to, or {@code *} if none matches. It may be public,
     * while a name that only a pattern matches may be secret.
     */
    public final String entryOf(String name) {
        return find(name).orElse(ALL);
    }

    /** Returns the policies by name or pattern, in order. */
    public final Map<String, P> entries() {
        return entries;
    }

    /**
     * Returns the first entry whose change a channel in use cannot follow; empty if there is none.
     *
     * @param next the policies that these change to
     * @param follows true if the second policy may follow the first while a channel is in use
     */
    public final Optional<String> firstUnfit(ChannelPolicies<P> next, BiPredicate<P, P> follows) {
        return next.entries.keySet().stream()
                .filter(entry -> entries.keySet().stream()
                        .anyMatch(former -> maySucceed(former, entry, next)
                                && !follows.test(entries.get(former), next.entries.get(entry))))
                .findFirst();
    }

    /** Returns true if a channel of the former entry may have the other entry next. */
    private boolean maySucceed(String former, String entry, ChannelPolicies<P> next) {
        if (former.equals(entry)) {
            return true;
        }
        // Channels that both match have had one of the two entries before, and have the same one next.
        boolean bothStay = entries.containsKey(entry)
                && next.entries.containsKey(former)
                && isBefore(former, entry) == next.isBefore(former, entry);
        return !bothStay && NamePatterns.overlap(former, entry);
    }

    /** Returns true if channels that match both have the policy of the one, because it is a name or comes first. */
    private boolean isBefore(String one, String other) {
        return !NamePatterns.isPattern(one)
                || NamePatterns.isPattern(other) && patterns.indexOf(one) < patterns.indexOf(other);
    }

    /** Returns the entries whose channels no name or pattern among the others matches, with their policies. */
    public final Map<String, P> withoutSuccessor(Collection<String> others) {
        Map<String, P> gone = new LinkedHashMap<>(entries);
        gone.keySet().removeIf(entry -> others.stream().anyMatch(other -> NamePatterns.overlap(entry, other)));
        return gone;
    }

    /** Returns the policy of channels that match no entry. */
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
