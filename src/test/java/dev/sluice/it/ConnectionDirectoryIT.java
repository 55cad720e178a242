package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.registry.ConnectionDirectory.Filter;
import dev.sluice.store.registry.ConnectionDirectory.Page;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.testing.RedisProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of connections in Redis, in pages. */
class ConnectionDirectoryIT extends RegistryFixture {

    @BeforeEach
    void start() throws Exception {
        startAt(RedisProcess.embedded());
    }

    @Test
    void pagesHaveEveryConnectionOnce() {
        String other = "bbbbbbbb";
        at.join(other);
        Set<String> expected = new HashSet<>();
        for (int batch = 0; batch < 4; batch++) {
            ConnectionEntry[] entries = entries(batch);
            List.of(entries).forEach(entry -> expected.add(entry.id()));
            at.open(NODE, entries);
        }
        for (int i = 0; i < 60; i++) {
            at.open(other, entry(other + i, "ann"));
            expected.add(other + i);
        }
        for (int limit : List.of(1_000, 300, 7)) {
            List<String> ids = pages(Filter.ALL, limit);
            assertEquals(expected.size(), ids.size(), "limit " + limit);
            assertTrue(new HashSet<>(ids).equals(expected), "limit " + limit);
        }
        Filter user = new Filter(Optional.empty(), Optional.of("ann"), Optional.empty(), Optional.empty());
        assertEquals(60, pages(user, 7).size());
        Filter node = new Filter(Optional.empty(), Optional.empty(), Optional.of("chat"), Optional.of(NODE));
        assertEquals(2_000, pages(node, 7).size());
    }

    private List<String> pages(Filter filter, int limit) {
        List<String> ids = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page page = at.directory.list(filter, after, limit);
            assertTrue(page.connections().size() <= limit);
            page.connections().forEach(entry -> ids.add(entry.id()));
            after = page.next();
        } while (after.isPresent());
        return ids;
    }

    @Test
    void findsOneById() {
        ConnectionEntry entry = entry(NODE + "1", "ann");
        at.open(NODE, entry);
        assertEquals(List.of(entry), byId(NODE + "1", Optional.empty()));
        assertEquals(List.of(), byId(NODE + "1", Optional.of("bob")));
        assertEquals(List.of(), byId(NODE + "2", Optional.empty()));
        assertEquals(List.of(), byId("x", Optional.empty()));
    }

    private List<ConnectionEntry> byId(String id, Optional<String> user) {
        return at.directory
                .list(new Filter(Optional.of(id), user, Optional.empty(), Optional.empty()), Optional.empty(), 1)
                .connections();
    }

    @Test
    void goesOnAfterANodeThatHasLeft() {
        String other = "bbbbbbbb";
        at.join(other);
        at.open(NODE, entry(NODE + "1", "ann"), entry(NODE + "2", "ann"));
        at.open(other, entry(other + "1", "ann"));
        Page first = at.directory.list(Filter.ALL, Optional.empty(), 1);
        at.registry.remove(NODE, NODE + ".1", "drained");
        Page second = at.directory.list(Filter.ALL, first.next(), 10);
        assertEquals(List.of(entry(other + "1", "ann")), second.connections());
        assertEquals(Optional.empty(), second.next());
    }

    @Test
    void missesNoConnectionThatStays() {
        at.open(NODE, entries(0));
        Set<String> stay = new HashSet<>(at.registry.ids(NODE));
        Set<String> seen = new HashSet<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page == 0 || after.isPresent(); page++) {
            Page found = at.directory.list(Filter.ALL, after, 7);
            found.connections().forEach(entry -> seen.add(entry.id()));
            after = found.next();
            if (page < 20) { // the hash grows and shrinks meanwhile
                at.open(NODE, entries(1 + page % 4));
            } else if (page < 24) {
                at.close(
                        NODE,
                        IntStream.range(0, 500)
                                .mapToObj(i -> entries(1)[i].id())
                                .toArray(String[]::new));
            }
        }
        assertTrue(seen.containsAll(stay));
    }

    @Test
    void refusesOtherLimitsAndPlaces() {
        assertThrows(IllegalArgumentException.class, () -> at.directory.list(Filter.ALL, Optional.empty(), 1_001));
        assertThrows(IllegalArgumentException.class, () -> at.directory.list(Filter.ALL, Optional.empty(), 0));
        assertThrows(IllegalArgumentException.class, () -> at.directory.list(Filter.ALL, Optional.of("x"), 1));
    }

    private static ConnectionEntry[] entries(int batch) {
        return IntStream.range(batch * 500, batch * 500 + 500)
                .mapToObj(i -> entry(NODE + "x" + i, "user" + i))
                .toArray(ConnectionEntry[]::new);
    }

    private static ConnectionEntry entry(String id, String user) {
        return new ConnectionEntry(
                id, Optional.of(user), Optional.empty(), 1, List.of("q"), List.of("chat"), List.of("chat"));
    }
}
