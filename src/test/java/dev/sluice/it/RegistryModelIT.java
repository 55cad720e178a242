package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.registry.InMemoryRegistry;
import dev.sluice.registry.LifecycleEntry;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.ConnectionDirectory.Filter;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.Presence;
import dev.sluice.store.registry.RegistryChange;
import dev.sluice.testing.ClusterProcesses;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RegistryAtRedis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/** Holds the model of the registry against Redis: the same random calls, compared after each of them. */
class RegistryModelIT {
    private static final long SEED = 20_261_129;
    private static final List<String> NODES = List.of("aaaaaaaa", "bbbbbbbb", "cccccccc");
    private static final Set<String> QUEUES = Set.of("q", "c");
    private static final Set<String> TOPICS = Set.of("chat", "c", "{x}", "quiet");
    private static final Filter ALL =
            new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Random random = new Random(SEED);
    private final InMemoryRegistry model = new InMemoryRegistry(500);
    private final Map<String, Integer> lives = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, List<RegistryChange>> lastChanges = new HashMap<>();

    @Tag("long")
    @Test
    void embeddedRedisDoesWhatTheModelDoes() throws Exception {
        try (RedisProcess redis = RedisProcess.embedded();
                UnifiedJedis client = redis.sharedClient()) {
            compare(redis.url(), client, 2_000);
        }
    }

    @Test
    void installedRedisDoesWhatTheModelDoes() throws Exception {
        try (RedisProcess redis = RedisProcess.installed();
                UnifiedJedis client = redis.sharedClient()) {
            compare(redis.url(), client, 2_000);
        }
    }

    @Test
    void aClusterDoesWhatTheModelDoes() throws Exception {
        try (ClusterProcesses cluster = ClusterProcesses.start();
                UnifiedJedis client = cluster.client()) {
            compare(cluster.url(), client, 200);
        }
    }

    private void compare(String url, UnifiedJedis client, int steps) {
        int told = 0;
        String lastTold = "0-0";
        Map<Class<?>, Integer> kinds = new HashMap<>();
        try (RegistryAtRedis redis = new RegistryAtRedis(url, client)) {
            for (int step = 0; step < steps; step++) {
                Function<ConnectionRegistry, Object> call = next();
                String where = "step " + step;
                assertEquals(call.apply(model), call.apply(redis.registry), where);
                assertEquals(state(model, model), state(redis.registry, redis.directory), where);
                List<LifecycleEntry> lifecycle = model.lifecycle();
                List<StreamEntry> entries = redis.entries(lastTold);
                assertEquals(
                        lifecycle.stream()
                                .skip(told)
                                .map(RegistryModelIT::bare)
                                .sorted(RegistryModelIT::anyOrder)
                                .toList(),
                        redis.lifecycle(lastTold).stream()
                                .sorted(RegistryModelIT::anyOrder)
                                .toList(),
                        where);
                lifecycle.stream().skip(told).forEach(one -> kinds.merge(one.getClass(), 1, Integer::sum));
                told = lifecycle.size();
                lastTold = entries.isEmpty()
                        ? lastTold
                        : entries.get(entries.size() - 1).getID().toString();
            }
        }
        assertEquals(3, kinds.size(), kinds.toString());
        assertTrue(kinds.values().stream().allMatch(times -> times >= steps / 20), kinds.toString());
    }

    /** Redis removes connections in any order. */
    private static int anyOrder(LifecycleEntry one, LifecycleEntry other) {
        return one.toString().compareTo(other.toString());
    }

    private static LifecycleEntry bare(LifecycleEntry told) {
        if (told instanceof LifecycleEntry.Connected connected) {
            return new LifecycleEntry.Connected(connected.node(), RegistryAtRedis.bare(connected.entry()));
        }
        return told instanceof LifecycleEntry.Disconnected gone
                ? new LifecycleEntry.Disconnected(gone.node(), RegistryAtRedis.bare(gone.entry()), gone.reason())
                : told;
    }

    private static List<Object> state(ConnectionRegistry registry, ConnectionDirectory directory) {
        List<Object> state = new ArrayList<>(List.of(
                registry.nodes(),
                directory.counts(),
                directory.consumers(QUEUES),
                directory.subscribers(TOPICS),
                new HashSet<>(directory.list(ALL, Optional.empty(), 1_000).connections())));
        NODES.forEach(node -> state.add(registry.ids(node)));
        for (String topic : TOPICS) {
            Presence presence = directory.presence(topic, 1_000);
            state.addAll(List.of(presence.connections(), presence.persons(), new HashSet<>(presence.listed())));
        }
        return state;
    }

    private Function<ConnectionRegistry, Object> next() {
        String node = NODES.get(random.nextInt(NODES.size()));
        int life = lives.getOrDefault(node, 1);
        String incarnation = node + "." + life;
        long number = numbers.getOrDefault(node, 0L);
        switch (random.nextInt(20)) {
            case 0 -> {
                lives.put(node, life + 1);
                numbers.put(node, 0L);
                return join(node, node + "." + (life + 1));
            }
            case 1 -> {
                return join(node, node + "." + Math.max(0, life - 1));
            }
            case 2 -> {
                numbers.put(node, 0L);
                return join(node, incarnation);
            }
            case 3 -> {
                return apply(node, incarnation, number, lastChanges.getOrDefault(node, List.of()));
            }
            case 4 -> {
                return apply(node, incarnation, number + 2, changes(node));
            }
            case 5 -> {
                return apply(node, node + "." + (life + 1), number + 1, changes(node));
            }
            case 6 -> {
                String other = random.nextBoolean() ? incarnation : node + "." + Math.max(0, life - 1);
                return registry -> registry.remove(node, other, "node lost");
            }
            default -> {
                List<RegistryChange> changes = changes(node);
                if (incarnation.equals(model.nodes().get(node))) {
                    numbers.put(node, number + 1);
                    lastChanges.put(node, changes);
                }
                return apply(node, incarnation, number + 1, changes);
            }
        }
    }

    private static Function<ConnectionRegistry, Object> join(String node, String incarnation) {
        return registry -> {
            registry.join(node, incarnation);
            return "";
        };
    }

    private Function<ConnectionRegistry, Object> apply(
            String node, String incarnation, long number, List<RegistryChange> changes) {
        boolean counted = random.nextInt(4) == 0;
        return registry -> registry.apply(node, incarnation, number, changes, counted);
    }

    private List<RegistryChange> changes(String node) {
        return Stream.generate(() -> change(node)).limit(random.nextInt(9)).toList();
    }

    private RegistryChange change(String node) {
        String id = node + random.nextInt(30);
        if (random.nextInt(3) == 0) {
            return new RegistryChange.Closed(id, random.nextBoolean() ? "closed" : "cut");
        }
        List<String> topics = some(TOPICS);
        return new RegistryChange.Opened(new ConnectionEntry(
                id,
                one(List.of("ann", "bob", "c", "u1 2", "漢\0\"\\")),
                one(List.of("Ann", "c", "1 2", " ", "é\n")),
                random.nextInt(),
                some(QUEUES),
                topics,
                topics.stream().filter(topic -> !topic.equals("quiet")).toList()));
    }

    private List<String> some(Set<String> names) {
        return names.stream().sorted().filter(name -> random.nextBoolean()).toList();
    }

    private Optional<String> one(List<String> texts) {
        return Optional.of(random.nextInt(texts.size() * 2))
                .filter(i -> i < texts.size())
                .map(texts::get);
    }
}
