package dev.sluice.bench.producer;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How often Redis has carried out each command, including those in scripts.
 *
 * @param calls by the name of the command
 */
public record RedisCommands(Map<String, Long> calls) {
    /** The commands for connecting and asking for figures, which the bench itself sends. */
    private static final Set<String> OF_THE_BENCH =
            Set.of("info", "hello", "auth", "select", "client", "client|setinfo");

    private static final String PREFIX = "cmdstat_";

    /** Reads the section {@code commandstats} of Redis' INFO. */
    public static RedisCommands parse(Map<String, String> section) {
        Map<String, Long> calls = new TreeMap<>();
        section.forEach((field, value) -> {
            String name = field.substring(PREFIX.length());
            if (!OF_THE_BENCH.contains(name)) {
                calls.put(name, Long.parseLong(value.replaceAll("calls=([0-9]+),.*", "$1")));
            }
        });
        return new RedisCommands(calls);
    }

    public RedisCommands since(RedisCommands before) {
        Map<String, Long> more = new TreeMap<>();
        calls.forEach((name, count) -> {
            long difference = count - before.calls.getOrDefault(name, 0L);
            if (difference > 0) {
                more.put(name, difference);
            }
        });
        return new RedisCommands(more);
    }

    public RedisCommands without(String name) {
        Map<String, Long> others = new TreeMap<>(calls);
        others.remove(name);
        return new RedisCommands(others);
    }

    public long sum() {
        return calls.values().stream().mapToLong(count -> count).sum();
    }
}
