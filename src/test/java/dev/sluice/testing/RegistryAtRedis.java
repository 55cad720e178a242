package dev.sluice.testing;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.RedisConnectionDirectory;
import dev.sluice.redis.RedisConnectionRegistry;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.RegistryKeys;
import dev.sluice.registry.LifecycleEntry;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.RegistryChange.Closed;
import dev.sluice.store.registry.RegistryChange.Opened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The registry of connections over a real Redis, with the lifecycle on. */
public final class RegistryAtRedis implements AutoCloseable {
    public static final RegistryKeys KEYS = new RegistryKeys("sluice:");

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    public final ConnectionRegistry registry;
    public final ConnectionDirectory directory;

    private final SharedClient shared;
    private final UnifiedJedis client;
    private final Map<String, Long> numbers = new HashMap<>();

    /** @param client of the test's own */
    public RegistryAtRedis(String url, UnifiedJedis client) {
        this.shared = new SharedClient(RedisUrlParser.parse(url), new Keyspace(Optional.empty()), "registry");
        this.client = client;
        this.registry = new RedisConnectionRegistry(shared, true);
        this.directory = new RedisConnectionDirectory(shared);
    }

    /** The registry with the lifecycle off. */
    public ConnectionRegistry withoutLifecycle() {
        return new RedisConnectionRegistry(shared, false);
    }

    /** Joins as the first incarnation. */
    public void join(String node) {
        registry.join(node, node + ".1");
        numbers.put(node, 0L);
    }

    public OptionalLong open(String node, ConnectionEntry... entries) {
        return registry.apply(
                node,
                node + ".1",
                numbers.merge(node, 1L, Long::sum),
                List.of(entries).stream().map(Opened::new).toList(),
                false);
    }

    public OptionalLong close(String node, String... ids) {
        return registry.apply(
                node,
                node + ".1",
                numbers.merge(node, 1L, Long::sum),
                List.of(ids).stream().map(id -> new Closed(id, "closed")).toList(),
                false);
    }

    /** The lifecycle after an entry; of each connection what the stream has, with no time and no presence. */
    public List<LifecycleEntry> lifecycle(String after) {
        return entries(after).stream().map(entry -> told(entry.getFields())).toList();
    }

    /** The entries of the lifecycle stream after one. */
    public List<StreamEntry> entries(String after) {
        return client.xrange(KEYS.lifecycle(), "(" + after, "+");
    }

    private static LifecycleEntry told(Map<String, String> fields) {
        String node = fields.get("node");
        return switch (fields.get("event")) {
            case "connected" -> new LifecycleEntry.Connected(node, entry(fields));
            case "disconnected" -> new LifecycleEntry.Disconnected(node, entry(fields), fields.get("reason"));
            default ->
                new LifecycleEntry.Counted(
                        node, Integer.parseInt(fields.get("connected")), Integer.parseInt(fields.get("disconnected")));
        };
    }

    private static ConnectionEntry entry(Map<String, String> fields) {
        return new ConnectionEntry(
                fields.get("connection"),
                Optional.ofNullable(fields.get("user")),
                Optional.ofNullable(fields.get("as")),
                0,
                JsonMapper.shared().readValue(fields.get("queues"), NAMES),
                JsonMapper.shared().readValue(fields.get("topics"), NAMES),
                List.of());
    }

    /** An entry as the lifecycle stream has it. */
    public static ConnectionEntry bare(ConnectionEntry entry) {
        return new ConnectionEntry(entry.id(), entry.user(), entry.as(), 0, entry.queues(), entry.topics(), List.of());
    }

    @Override
    public void close() {
        shared.close();
    }
}
