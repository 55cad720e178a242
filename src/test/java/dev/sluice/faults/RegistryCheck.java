package dev.sluice.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.redis.script.RegistryKeys;
import dev.sluice.testing.Await;
import dev.sluice.testing.NodeProcess;
import dev.sluice.testing.PeopleList;
import dev.sluice.testing.RegistryAtRedis;
import dev.sluice.testing.Visitors;
import dev.sluice.testing.Visitors.Visit;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds what Redis and the nodes say of connections against the streams that pages have open, while none changes. */
final class RegistryCheck {
    static final String ADMIN = "a-secret-of-all-operators";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String[] OPERATOR = {"Authorization", "Bearer " + ADMIN};
    private static final int PAGE = 37;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** What a node says of a topic. */
    private record Told(int connections, Set<String> names, int more) {}

    private final UnifiedJedis redis;
    private final List<NodeProcess> nodes;
    private final Visitors visitors;

    RegistryCheck(UnifiedJedis redis, List<NodeProcess> nodes, Visitors visitors) {
        this.redis = redis;
        this.nodes = nodes;
        this.visitors = visitors;
    }

    /** Waits until the record, the counters, and what each node says are as they should be. */
    void awaitEqual() throws Exception {
        assertEquals(List.of(), visitors.faults());
        List<Visit> visits = visitors.visits();
        awaitSame("record", idsByNode(visits), this::record);
        awaitSame("nodes", nodes.size(), () -> (int) redis.hlen(RegistryAtRedis.KEYS.nodes()));
        awaitSame("counters", counters(visits), () -> new TreeMap<>(redis.hgetAll(RegistryAtRedis.KEYS.channels())));
        List<String> ids = visits.stream().map(Visit::id).sorted().toList();
        Map<String, List<Visit>> byTopic = visits.stream().collect(groupingBy(Visit::topic));
        for (NodeProcess node : nodes) {
            for (Map.Entry<String, List<Visit>> topic : byTopic.entrySet()) {
                Told expected = new Told(topic.getValue().size(), names(topic.getValue()), 0);
                awaitSame("presence of " + topic.getKey(), expected, () -> presence(node, topic.getKey()));
            }
            awaitSame("pages of connections", ids, () -> listed(node));
        }
    }

    /** Waits until the pages that stay know the people in their topics. */
    void awaitPeopleKnown() throws Exception {
        Map<String, List<Visit>> byTopic = visitors.visits().stream().collect(groupingBy(Visit::topic));
        for (PeopleList people : visitors.people()) {
            awaitSame("people in " + people.topic(), names(byTopic.get(people.topic())), people::names);
        }
    }

    private static Set<String> names(List<Visit> visits) {
        return visits.stream().map(Visit::name).collect(toCollection(TreeSet::new));
    }

    private static <T> void awaitSame(String what, T expected, Callable<T> actual) throws Exception {
        if (!Await.isTrueWithin(TIMEOUT, () -> expected.equals(actual.call()))) {
            assertEquals(expected, actual.call(), what);
        }
    }

    private static Map<String, Set<String>> idsByNode(List<Visit> visits) {
        return visits.stream()
                .collect(groupingBy(Visit::node, TreeMap::new, mapping(Visit::id, toCollection(TreeSet::new))));
    }

    private Map<String, Set<String>> record() {
        String base = RegistryAtRedis.KEYS.nodeBase();
        Map<String, Set<String>> record = new TreeMap<>();
        for (String key : redis.keys(base + "*")) {
            record.put(key.substring(base.length()), new TreeSet<>(redis.hkeys(key)));
        }
        return record;
    }

    private static Map<String, String> counters(List<Visit> visits) {
        Map<String, String> counters = new TreeMap<>();
        visits.stream()
                .flatMap(visit -> Stream.concat(
                        Stream.of(RegistryKeys.topicField(visit.topic())),
                        Stream.of(RegistryKeys.queueField(Visitors.QUEUE)).filter(queue -> visit.hasQueue())))
                .collect(groupingBy(Function.identity(), counting()))
                .forEach((field, count) -> counters.put(field, count.toString()));
        return counters;
    }

    private static JsonNode ask(NodeProcess node, String path) throws Exception {
        HttpResponse<String> answer = node.get(path, OPERATOR);
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    private static Told presence(NodeProcess node, String topic) throws Exception {
        JsonNode told = ask(node, "/topics/" + topic + "/presence");
        Set<String> names = new TreeSet<>();
        told.get("users").forEach(person -> names.add(person.get("as").asString()));
        return new Told(told.get("connections").asInt(), names, told.get("more").asInt());
    }

    private static List<String> listed(NodeProcess node) throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode page = ask(node, "/connections?limit=" + PAGE);
        page.get("connections").forEach(one -> ids.add(one.get("id").asString()));
        while (!page.get("next").isNull()) {
            page = ask(
                    node,
                    "/connections?limit=" + PAGE + "&after=" + page.get("next").asString());
            page.get("connections").forEach(one -> ids.add(one.get("id").asString()));
        }
        return ids.stream().sorted().toList();
    }
}
