package dev.sluice.redis;

import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.ConnectionText;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.RegistryKeys;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.RegistryChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** A registry with a hash of connections for each node, and counters, presence and lifecycle in the same cluster slot. */
public final class RedisConnectionRegistry implements ConnectionRegistry {
    private static final LuaScript JOIN = new LuaScript("join.lua");
    private static final LuaScript APPLY = new LuaScript("connections.lua", "apply.lua");
    private static final LuaScript REMOVE = new LuaScript("connections.lua", "remove.lua");

    // Bounds on how long one call keeps Redis busy; what is beyond them comes with the next.
    private static final int REMOVED_PER_CALL = 500;
    private static final int CHANNELS_PER_CALL = 5_000;

    private final RegistryKeys keys;
    private final SharedClient client;
    private final boolean hasLifecycle;

    /**
     * @param client a client for many threads
     * @param hasLifecycle true if connects and disconnects are added to the lifecycle stream
     */
    public RedisConnectionRegistry(SharedClient client, boolean hasLifecycle) {
        this.client = client;
        this.keys = client.keys().registry();
        this.hasLifecycle = hasLifecycle;
    }

    @Override
    public void join(String node, String incarnation) {
        client.evaluate(JOIN, List.of(keys.nodes()), List.of(node, incarnation));
    }

    @Override
    public OptionalLong apply(
            String node, String incarnation, long number, List<? extends RegistryChange> changes, boolean counted) {
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException("There are more than " + MAX_CHANGES + " changes.");
        }
        List<String> arguments = arguments(node, incarnation);
        arguments.add(Long.toString(number));
        arguments.add(flag(counted));
        for (RegistryChange change : changes) {
            if (change instanceof RegistryChange.Opened opened) {
                arguments.addAll(List.of("O", opened.id(), ConnectionText.of(opened.entry())));
            } else if (change instanceof RegistryChange.Closed closed) {
                arguments.addAll(List.of("C", closed.id(), closed.reason()));
            }
        }
        long connections = (Long) client.evaluate(APPLY, keys(node), arguments);
        return connections < 0 ? OptionalLong.empty() : OptionalLong.of(connections);
    }

    @Override
    public Set<String> ids(String node) {
        return client.run(redis -> redis.hkeys(keys.node(node)));
    }

    @Override
    public boolean remove(String node, String incarnation, String reason) {
        List<String> arguments = arguments(node, incarnation);
        arguments.add(reason);
        arguments.add(Integer.toString(REMOVED_PER_CALL));
        arguments.add(Integer.toString(CHANNELS_PER_CALL));
        return Replies.isOne(client.evaluate(REMOVE, keys(node), arguments));
    }

    @Override
    public Map<String, String> nodes() {
        return client.run(redis -> redis.hgetAll(keys.nodes())).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> incarnation(entry.getValue())));
    }

    /** Returns what a value in the hash of nodes has before its last space, as the scripts read it. */
    private static String incarnation(String value) {
        return value.replaceFirst("(?s) [0-9]+$", "");
    }

    @Override
    public Set<String> leased(Set<String> incarnations) {
        if (incarnations.isEmpty()) {
            return Set.of();
        }
        List<String> asked = List.copyOf(incarnations);
        List<Double> ends =
                client.run(redis -> redis.zmscore(client.keys().nodes().leases(), asked.toArray(String[]::new)));
        Set<String> leased = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            if (ends.get(i) != null) {
                leased.add(asked.get(i));
            }
        }
        return leased;
    }

    private List<String> keys(String node) {
        return List.of(keys.nodes(), keys.node(node), keys.channels(), keys.lifecycle());
    }

    private List<String> arguments(String node, String incarnation) {
        return new ArrayList<>(
                List.of(node, incarnation, keys.presenceBase(), keys.presenceChannel(), flag(hasLifecycle)));
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }
}
