package dev.sluice.redis.script;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.NamePatterns;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

class KeyspaceTest {
    private static final Keyspace NONE = new Keyspace(Optional.empty());
    private static final Keyspace STAGING = new Keyspace(Optional.of("staging"));

    /** Claims and dead letters of an earlier version must be found. */
    @Test
    void withoutANamespaceKeysStayAsTheyWere() {
        assertAll(
                () -> assertEquals("sluice:{sluice:nodes}:leases", NONE.nodes().leases()),
                () -> assertEquals("sluice:{sluice:nodes}:lapsed", NONE.nodes().lapsed()),
                () -> assertEquals(
                        "sluice:{sluice:nodes}:queues:n.1", NONE.nodes().queues("n.1")),
                () -> assertEquals(
                        "sluice:{sluice:nodes}:confirmations:n", NONE.nodes().confirmations("n")),
                () -> assertEquals(
                        "sluice:{q}:processing:n.1.2", NONE.channel("q").processing("n.1.2")),
                () -> assertEquals("sluice:{q}:sessions", NONE.channel("q").sessions()),
                () -> assertEquals("sluice:{q}:deliveries", NONE.channel("q").deliveries()),
                () -> assertEquals("sluice:{q}:expiry", NONE.channel("q").expiry()),
                () -> assertEquals("sluice:{7}:a{7}:dead", NONE.channel("a{7}").dead()),
                () -> assertEquals("sluice:direct", NONE.own("direct")));
    }

    @Test
    void aNamespaceFollowsThePrefix() {
        assertAll(
                () -> assertEquals(
                        "sluice:staging:{sluice:staging:nodes}:leases",
                        STAGING.nodes().leases()),
                () -> assertEquals(
                        "sluice:staging:{q}:processing:n.1.2",
                        STAGING.channel("q").processing("n.1.2")),
                () -> assertEquals(
                        "sluice:staging:{7}:a{7}:dead", STAGING.channel("a{7}").dead()),
                () -> assertEquals("sluice:staging:direct", STAGING.own("direct")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"message_list", "inbox:7", "{a}", "{a}b", "a{b}c", "{a}{b}", "{{a}", "{", "a{", "staging:", "漢字"
            })
    void queueKeysLieInTheirQueuesSlot(String queue) {
        for (String key : all(STAGING, queue)) {
            assertEquals(JedisClusterCRC16.getSlot(queue), JedisClusterCRC16.getSlot(key), key);
        }
    }

    @Test
    void keysOfNodesLieInOneSlot() {
        assertEquals(
                1, nodes(STAGING).map(JedisClusterCRC16::getSlot).distinct().count());
    }

    /** Among the namespaces are parts of names that Sluice itself uses. */
    @Test
    void noTwoNamespacesShareAKey() {
        Set<String> seen = new HashSet<>();
        Stream.concat(Stream.of(""), Stream.of("staging", "Staging", "staging-2", "nodes", "calls", "sluice", "q"))
                .map(name -> new Keyspace(Optional.of(name).filter(text -> !text.isEmpty())))
                .forEach(keys -> {
                    Set<String> own = new HashSet<>(all(keys, "q"));
                    own.addAll(all(keys, "{q}"));
                    nodes(keys).forEach(own::add);
                    own.add(keys.own("calls:n"));
                    assertTrue(Collections.disjoint(seen, own), () -> own + " and earlier ones");
                    seen.addAll(own);
                });
    }

    @Test
    void noKeyOfANamespaceIsServed() {
        NamePatterns everything = new NamePatterns(List.of("*"));
        Stream.concat(all(STAGING, "q").stream(), nodes(STAGING))
                .forEach(key -> assertFalse(everything.matches(key), key));
    }

    private static List<String> all(Keyspace keys, String queue) {
        ChannelKeys own = keys.channel(queue);
        return List.of(own.processing("n.1.2"), own.sessions(), own.deliveries(), own.expiry(), own.dead());
    }

    private static Stream<String> nodes(Keyspace keys) {
        NodeKeys own = keys.nodes();
        return Stream.of(own.leases(), own.lapsed(), own.queues("n.1"), own.confirmations("n"));
    }
}
