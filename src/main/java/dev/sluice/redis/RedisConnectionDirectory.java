package dev.sluice.redis;

import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.ConnectionText;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.RegistryKeys;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionId;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Reads what {@link RedisConnectionRegistry} writes. Entries that are not the JSON of a connection are left out. */
public final class RedisConnectionDirectory implements ConnectionDirectory {
    private static final LuaScript COUNTS = new LuaScript("counts.lua");
    private static final LuaScript PRESENCE = new LuaScript("presence.lua");

    // Bounds on the work of one page: so many calls, each of which looks at so many connections.
    private static final int SCANS_PER_PAGE = 20;
    private static final int CONNECTIONS_PER_SCAN = 500;

    private final RegistryKeys keys;
    private final SharedClient client;

    /** @param client a client for many threads */
    public RedisConnectionDirectory(SharedClient client) {
        this.client = client;
        this.keys = client.keys().registry();
    }

    @Override
    public Page list(Filter filter, Optional<String> after, int limit) {
        requireLimit(limit, 1, MAX);
        Optional<ScanPlace> place = after.map(ScanPlace::parse);
        if (filter.id().isPresent()) {
            return new Page(one(filter.id().get(), filter), Optional.empty());
        }
        NavigableSet<String> nodes = new TreeSet<>(
                filter.node().map(Set::of).orElseGet(() -> client.run(redis -> redis.hkeys(keys.nodes()))));
        if (place.isEmpty()) {
            place = beginning(nodes.isEmpty() ? null : nodes.first());
        } else if (!nodes.contains(place.get().node())) {
            place = beginning(nodes.higher(place.get().node()));
        }
        List<ConnectionEntry> page = new ArrayList<>();
        for (int scans = 0; place.isPresent() && page.size() < limit && scans < SCANS_PER_PAGE; scans++) {
            place = scan(place.get(), filter, limit, page, nodes);
        }
        return new Page(page, place.map(ScanPlace::text));
    }

    private List<ConnectionEntry> one(String id, Filter filter) {
        String node = ConnectionId.nodeOf(id);
        return Optional.ofNullable(client.run(redis -> redis.hget(keys.node(node), id)))
                .flatMap(text -> ConnectionText.parse(id, text))
                .filter(entry -> filter.matches(node, entry))
                .stream()
                .toList();
    }

    /** Adds to the page what one call gives. Returns the place after that; empty if there is no more. */
    private Optional<ScanPlace> scan(
            ScanPlace place, Filter filter, int limit, List<ConnectionEntry> page, NavigableSet<String> nodes) {
        int wanted = limit - page.size();
        int count = place.split().map(ScanPlace.Split::count).orElseGet(() -> count(filter, wanted));
        ScanResult<Map.Entry<String, String>> result = client.run(
                redis -> redis.hscan(keys.node(place.node()), place.cursor(), new ScanParams().count(count)));
        String end = result.getCursor();
        List<ConnectionEntry> found = result.getResult().stream()
                .filter(field -> ScanPlace.isId(field.getKey()))
                .flatMap(field -> ConnectionText.parse(field.getKey(), field.getValue()).stream())
                .filter(entry -> filter.matches(place.node(), entry))
                .filter(entry -> place.split()
                        .filter(split -> split.end().equals(end) && entry.id().compareTo(split.lastId()) <= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(ConnectionEntry::id))
                .toList();
        if (found.size() > wanted) {
            page.addAll(found.subList(0, wanted));
            String lastId = found.get(wanted - 1).id();
            return Optional.of(
                    new ScanPlace(place.node(), place.cursor(), Optional.of(new ScanPlace.Split(count, end, lastId))));
        }
        page.addAll(found);
        return result.isCompleteIteration()
                ? beginning(nodes.higher(place.node()))
                : Optional.of(new ScanPlace(place.node(), end, Optional.empty()));
    }

    /** Returns how many connections to look at: if nearly all match, no more than are wanted. */
    private static int count(Filter filter, int wanted) {
        return filter.user().isEmpty() && filter.channel().isEmpty()
                ? Math.min(wanted, CONNECTIONS_PER_SCAN)
                : CONNECTIONS_PER_SCAN;
    }

    private static Optional<ScanPlace> beginning(String node) {
        return Optional.ofNullable(node).map(ScanPlace::beginningOf);
    }

    @Override
    public Map<String, Long> counts() {
        List<?> answer = (List<?>) client.evaluate(COUNTS, List.of(keys.nodes()), List.of(keys.nodeBase()));
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < answer.size(); i += 2) {
            counts.put(Replies.text(answer.get(i)), (Long) answer.get(i + 1));
        }
        return counts;
    }

    @Override
    public Presence presence(String topic, int limit) {
        requireLimit(limit, 0, MAX_PERSONS);
        List<?> answer =
                (List<?>) client.evaluate(PRESENCE, List.of(keys.presence(topic)), List.of(Integer.toString(limit)));
        List<Person> listed = new ArrayList<>();
        for (int i = 2; i < answer.size(); i += 2) {
            listed.add(person(Replies.text(answer.get(i)), Replies.text(answer.get(i + 1))));
        }
        return new Presence((Long) answer.get(0), (Long) answer.get(1), listed);
    }

    private static Person person(String field, String value) {
        Optional<String> name = Optional.of(field.substring(1));
        return field.startsWith("u")
                ? new Person(
                        name,
                        Optional.of(value.substring(value.indexOf(' ') + 1)).filter(as -> !as.isEmpty()))
                : new Person(Optional.empty(), name);
    }

    @Override
    public Map<String, Long> consumers(Set<String> queues) {
        return connections(queues, RegistryKeys::queueField);
    }

    @Override
    public Map<String, Long> subscribers(Set<String> topics) {
        return connections(topics, RegistryKeys::topicField);
    }

    private Map<String, Long> connections(Set<String> names, UnaryOperator<String> field) {
        if (names.isEmpty()) {
            return Map.of();
        }
        List<String> asked = List.copyOf(names);
        List<String> values = client.run(
                redis -> redis.hmget(keys.channels(), asked.stream().map(field).toArray(String[]::new)));
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            counts.put(asked.get(i), count(values.get(i)));
        }
        return counts;
    }

    /** Returns 0 for what somebody else wrote. */
    private static long count(String value) {
        return value != null && value.matches("[0-9]{1,18}") ? Long.parseLong(value) : 0;
    }

    private static void requireLimit(int limit, int least, int most) {
        if (limit < least || limit > most) {
            throw new IllegalArgumentException("The limit must be " + least + " to " + most + ".");
        }
    }
}
