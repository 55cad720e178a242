package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.registry.LifecycleEntry;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionRegistry;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import dev.sluice.store.registry.RegistryChange.Opened;
import dev.sluice.testing.HeardMessages;
import dev.sluice.testing.RedisProcess;
import dev.sluice.testing.RegistryAtRedis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry of connections in Redis: who writes what when several write, and what readers see. */
class ConnectionRegistryIT extends RegistryFixture {

    @BeforeEach
    void start() throws Exception {
        startAt(RedisProcess.embedded());
    }

    @Test
    void anEntryIsTheJsonOfTheContract() {
        at.open(
                NODE,
                new ConnectionEntry(
                        NODE + "1", Optional.of("ann"), Optional.of("A"), 5, List.of("q"), List.of("chat"), List.of()));
        assertEquals(
                "{\"user\":\"ann\",\"as\":\"A\",\"since\":5,\"queues\":[\"q\"],\"topics\":[\"chat\"]}",
                client.hget(RegistryAtRedis.KEYS.node(NODE), NODE + "1"));
    }

    @Test
    void whatAllHaveLeftIsNoKey() {
        at.open(NODE, entry("1", "ann", "chat"), entry("2", null, "chat"));
        at.close(NODE, NODE + "1", NODE + "2");
        assertEquals(Set.of(RegistryAtRedis.KEYS.nodes(), RegistryAtRedis.KEYS.lifecycle()), client.keys("*"));
        assertFalse(at.registry.remove(NODE, NODE + ".1", "drained"));
        assertEquals(Set.of(RegistryAtRedis.KEYS.lifecycle()), client.keys("*"));
    }

    @Test
    void nothingIsLifecycleEntryWithTheLifecycleOff() {
        ConnectionRegistry silent = at.withoutLifecycle();
        assertEquals(
                OptionalLong.of(1), silent.apply(NODE, NODE + ".1", 1, List.of(new Opened(entry("1", "ann"))), false));
        silent.remove(NODE, NODE + ".1", "drained");
        assertFalse(client.exists(RegistryAtRedis.KEYS.lifecycle()));
    }

    @Test
    void refusesMoreThanABatch() {
        List<Opened> changes = IntStream.rangeClosed(0, ConnectionRegistry.MAX_CHANGES)
                .mapToObj(i -> new Opened(entry("x" + i, null)))
                .toList();
        assertThrows(IllegalArgumentException.class, () -> at.registry.apply(NODE, NODE + ".1", 1, changes, false));
    }

    @Test
    void twoRemoversTellOfEachOnce() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int batch = 0; batch < 6; batch++) {
            ConnectionEntry[] entries = entries(batch * 500, 500);
            List.of(entries).forEach(entry -> ids.add(entry.id()));
            at.open(NODE, entries);
        }
        String before = last();
        List<Integer> calls = Collections.synchronizedList(new ArrayList<>());
        try (RegistryAtRedis other = new RegistryAtRedis(redis.url(), client)) {
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> calls.add(removeAll(other)));
            calls.add(removeAll(at));
            second.get(1, TimeUnit.MINUTES);
        }
        List<String> gone = at.lifecycle(before).stream()
                .map(told -> ((LifecycleEntry.Disconnected) told).entry().id())
                .toList();
        assertEquals(3_000, gone.size());
        assertEquals(ids, new HashSet<>(gone));
        assertEquals(Map.of(), at.directory.counts());
        assertEquals(new Presence(0, 0, List.of()), at.directory.presence("chat", 10));
        assertTrue(calls.stream().mapToInt(Integer::intValue).sum() >= 6, calls.toString());
    }

    @Test
    void connectionsWithManyChannelsLeaveFewAtOnce() {
        List<String> rooms = IntStream.range(0, 100).mapToObj(i -> "room:" + i).toList();
        at.open(
                NODE,
                IntStream.range(0, 120)
                        .mapToObj(i -> new ConnectionEntry(
                                NODE + i, Optional.empty(), Optional.empty(), 0, List.of(), rooms, rooms))
                        .toArray(ConnectionEntry[]::new));
        assertEquals(new Presence(120, 0, List.of()), at.directory.presence("room:99", 10));
        assertTrue(at.registry.remove(NODE, NODE + ".1", "node lost"));
        assertEquals(Map.of(NODE, 70L), at.directory.counts());
        assertEquals(new Presence(70, 0, List.of()), at.directory.presence("room:99", 10));
        assertEquals(2, removeAll(at));
        assertEquals(new Presence(0, 0, List.of()), at.directory.presence("room:99", 10));
    }

    private static int removeAll(RegistryAtRedis remover) {
        int calls = 1;
        while (remover.registry.remove(NODE, NODE + ".1", "node lost")) {
            calls++;
        }
        return calls;
    }

    @Test
    void twoTabsAreOnePerson() {
        at.open(
                NODE,
                entry("1", "ann", "chat"),
                named("2", "ann", "A"),
                named("3", null, "A"),
                entry("4", null, "chat"));
        assertEquals(new Presence(4, 2, List.of()), at.directory.presence("chat", 0));
        assertEquals(
                Set.of(
                        new Person(Optional.of("ann"), Optional.of("A")),
                        new Person(Optional.empty(), Optional.of("A"))),
                new HashSet<>(at.directory.presence("chat", 10).listed()));
        at.close(NODE, NODE + "2", NODE + "3");
        assertEquals(
                new Presence(2, 1, List.of(new Person(Optional.of("ann"), Optional.of("A")))),
                at.directory.presence("chat", 10));
    }

    @Test
    void listsSomeOfManyPersons() {
        for (int batch = 0; batch < 6; batch++) {
            at.open(NODE, entries(batch * 500, 500));
        }
        Presence presence = at.directory.presence("chat", 1_000);
        assertEquals(3_000, presence.persons());
        assertEquals(1_000, new HashSet<>(presence.listed()).size());
    }

    @Test
    void tellsOnceWhichPresenceChanged() throws Exception {
        HeardMessages heard = HeardMessages.of(redis, RegistryAtRedis.KEYS.presenceChannel());
        try (heard) {
            at.open(NODE, entry("1", "ann", "chat"), entry("2", "bob", "chat", "a/\"b"));
            at.open(NODE, entry("3", "ann"), entry("1", "ann", "other"));
            at.close(NODE, NODE + "3", NODE + "9");
            at.close(NODE, NODE + "1");
            at.registry.remove(NODE, NODE + ".1", "drained");
            assertEquals("[\"chat\",\"a\\/\\\"b\"]", heard.next());
            assertEquals("[\"chat\"]", heard.next());
            assertEquals("[\"chat\",\"a\\/\\\"b\"]", heard.next());
        }
        assertEquals(List.of(), heard.others());
    }

    @Test
    void knowsWhoHoldsALease() {
        client.zadd("sluice:{sluice:nodes}:leases", 1, "aaaaaaaa.2");
        assertEquals(Set.of("aaaaaaaa.2"), at.registry.leased(Set.of("aaaaaaaa.1", "aaaaaaaa.2")));
        assertEquals(Set.of(), at.registry.leased(Set.of()));
    }

    private String last() {
        return client.xrevrange(RegistryAtRedis.KEYS.lifecycle(), "+", "-", 1)
                .get(0)
                .getID()
                .toString();
    }

    private static ConnectionEntry[] entries(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> entry("x" + i, "user" + i, "chat"))
                .toArray(ConnectionEntry[]::new);
    }

    private static ConnectionEntry named(String id, String user, String as) {
        ConnectionEntry entry = entry(id, user, "chat");
        return new ConnectionEntry(
                entry.id(), entry.user(), Optional.of(as), 1, entry.queues(), entry.topics(), entry.presence());
    }

    private static ConnectionEntry entry(String id, String user, String... presence) {
        return new ConnectionEntry(
                NODE + id,
                Optional.ofNullable(user),
                Optional.empty(),
                1,
                List.of("q"),
                List.of(presence),
                List.of(presence));
    }
}
