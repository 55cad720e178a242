package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.registry.LifecycleEntry;
import dev.sluice.registry.LifecycleEntry.Disconnected;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.registry.ConnectionDirectory.Filter;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import dev.sluice.store.registry.RegistryChange.Opened;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RegistryAtRedis;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The registry of connections in a Redis that is full, was emptied, forbids something, or has what others wrote. */
class RegistryTroubleIT extends RegistryFixture {
    private static final String CONNECTIONS = RegistryAtRedis.KEYS.node(NODE);

    @BeforeEach
    void start() throws Exception {
        startAt(RedisProcess.installed());
    }

    @Test
    void aFullRedisRecordsChanges() {
        at.open(NODE, entry("1", "ann"), entry("2", "bob"));
        configure("maxmemory", "1");
        assertThrows(Exception.class, () -> client.set("any", "thing"));
        assertEquals(OptionalLong.of(1), at.close(NODE, NODE + "1"));
        assertEquals(OptionalLong.of(2), at.open(NODE, entry("3", "eve")));
        at.registry.join(NODE, NODE + ".2");
        assertFalse(at.registry.remove(NODE, NODE + ".2", "drained"));
        assertEquals(Set.of(RegistryAtRedis.KEYS.lifecycle()), client.keys("*"));
        assertEquals(6, at.lifecycle("0-0").size());
    }

    private void configure(String name, String value) {
        try (Jedis admin = redis.client()) {
            admin.configSet(name, value);
        }
    }

    @Test
    void anEmptiedRedisIsJoinedAgain() {
        at.open(NODE, entry("1", "ann"));
        client.flushAll();
        assertEquals(OptionalLong.empty(), at.open(NODE, entry("2", "bob")));
        assertEquals(Set.of(), client.keys("*"));
        at.join(NODE);
        assertEquals(OptionalLong.of(2), at.open(NODE, entry("1", "ann"), entry("2", "bob")));
    }

    @Test
    void recordsOfOthersLeaveAsAnyDo() {
        at.open(NODE, entry("1", "ann"));
        List<String> texts = List.of(
                "",
                "not json",
                "7",
                "null",
                "[]",
                "[null]",
                "{",
                "{}",
                "\0",
                "[".repeat(10_000),
                "{\"user\":7,\"as\":{},\"queues\":\"q\",\"topics\":[1,null,{}],\"presence\":{\"a\":\"b\"}}",
                "{\"queues\":[[\"q\"]],\"topics\":null,\"since\":\"x\"}");
        for (int i = 0; i < texts.size(); i++) {
            client.hset(CONNECTIONS, NODE + "x" + i, texts.get(i));
        }
        assertEquals(
                Set.of(NODE + "1", NODE + "x7"),
                Set.copyOf(at.directory.list(Filter.ALL, Optional.empty(), 1_000).connections().stream()
                        .map(ConnectionEntry::id)
                        .toList()));
        at.close(NODE, NODE + "x0", NODE + "x1", NODE + "x2", NODE + "x3", NODE + "x10");
        assertEquals(new Presence(1, 1, List.of(person("ann"))), at.directory.presence("chat", 9));
        at.registry.remove(NODE, NODE + ".1", "drained");
        List<LifecycleEntry> gone = at.lifecycle("0-0").stream()
                .filter(Disconnected.class::isInstance)
                .toList();
        assertEquals(texts.size() + 1, new HashSet<>(gone).size());
        assertEquals(Set.of(RegistryAtRedis.KEYS.lifecycle()), client.keys("*"));
    }

    @Test
    void countersOfOthersBreakNothing() {
        client.hset(RegistryAtRedis.KEYS.channels(), Map.of("q:q", "many", "t:chat", "-7"));
        client.hset(RegistryAtRedis.KEYS.presence("chat"), Map.of("c", "x", "uann", "y", "other", "z"));
        assertEquals(Map.of("q", 0L), at.directory.consumers(Set.of("q")));
        assertEquals(OptionalLong.of(1), at.open(NODE, entry("1", "ann")));
        assertEquals(Map.of("q", 1L), at.directory.consumers(Set.of("q")));
        assertEquals(List.of(person("ann")), at.directory.presence("chat", 9).listed());
        assertEquals(OptionalLong.of(0), at.close(NODE, NODE + "1"));
    }

    @Test
    void aPresenceThatIsNoneIsLeftOut() {
        client.set(RegistryAtRedis.KEYS.presence("chat"), "x");
        assertEquals(OptionalLong.of(1), at.open(NODE, entry("1", "ann")));
        assertEquals(OptionalLong.of(0), at.close(NODE, NODE + "1"));
        assertEquals("x", client.get(RegistryAtRedis.KEYS.presence("chat")));
        assertEquals(2, at.lifecycle("0-0").size());
    }

    @Test
    void nothingChangesIfAKeyIsNone() {
        for (String key : List.of(RegistryAtRedis.KEYS.lifecycle(), RegistryAtRedis.KEYS.channels(), CONNECTIONS)) {
            client.set(key, "x");
            StoreUnavailableException refused = assertThrows(
                    StoreUnavailableException.class,
                    () -> at.registry.apply(NODE, NODE + ".1", 1, List.of(new Opened(entry("1", "ann"))), false));
            assertTrue(refused.getMessage().contains("WRONGTYPE"), refused.getMessage());
            client.del(key);
            assertEquals(Set.of(RegistryAtRedis.KEYS.nodes()), client.keys("*"), key);
        }
        assertEquals(OptionalLong.of(1), at.open(NODE, entry("1", "ann")));
    }

    @Test
    void aUserWhoMayNotPublishIsRecorded() {
        try (Jedis admin = redis.client()) {
            admin.aclSetUser("silent", "on", ">secret", "~*", "&*", "+@all", "-publish");
        }
        try (RegistryAtRedis silent = new RegistryAtRedis("redis://silent:secret@127.0.0.1:" + redis.port(), client)) {
            silent.join("bbbbbbbb");
            assertEquals(OptionalLong.of(1), silent.open("bbbbbbbb", entry("1", "ann")));
        }
        assertEquals(1, at.directory.presence("chat", 9).connections());
        assertEquals(1, at.lifecycle("0-0").size());
    }

    @Test
    void strangeNamesArePersonsOfTheirOwn() {
        List<String> names = Stream.of(
                        "c", "u", "a", "ac", "\0", "\"", "'\\", " ", "1 2", "\n", "漢", "x".repeat(65_536))
                .toList();
        for (int i = 0; i < names.size(); i++) {
            at.open(NODE, entry("u" + i, names.get(i)), claimed("a" + i, names.get(i)));
        }
        Presence presence = at.directory.presence("chat", 1_000);
        assertEquals(2 * names.size(), presence.connections());
        assertEquals(2 * names.size(), presence.persons());
        Set<Person> expected = new HashSet<>();
        for (String name : names) {
            expected.add(person(name));
            expected.add(new Person(Optional.empty(), Optional.of(name)));
        }
        assertEquals(expected, new HashSet<>(presence.listed()));
        for (int i = 0; i < names.size(); i++) {
            at.close(NODE, NODE + "u" + i, NODE + "a" + i);
        }
        assertFalse(client.exists(RegistryAtRedis.KEYS.presence("chat")));
        assertEquals(
                Set.copyOf(names),
                Set.copyOf(at.lifecycle("0-0").stream()
                        .filter(Disconnected.class::isInstance)
                        .flatMap(gone -> ((Disconnected) gone).entry().user().stream())
                        .toList()));
    }

    private static Person person(String user) {
        return new Person(Optional.of(user), Optional.empty());
    }

    private static ConnectionEntry entry(String id, String user) {
        return new ConnectionEntry(
                NODE + id, Optional.of(user), Optional.empty(), 1, List.of("q"), List.of("chat"), List.of("chat"));
    }

    private static ConnectionEntry claimed(String id, String as) {
        return new ConnectionEntry(
                NODE + id, Optional.empty(), Optional.of(as), 1, List.of("q"), List.of("chat"), List.of("chat"));
    }
}
