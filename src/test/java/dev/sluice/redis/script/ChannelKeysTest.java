package dev.sluice.redis.script;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

class ChannelKeysTest {
    private static final Keyspace KEYS = new Keyspace(Optional.empty());
    private static final String SESSION = "0123456789ABCDEF";

    @Test
    void aPlainNameIsItsOwnTag() {
        ChannelKeys keys = KEYS.channel("message_list");
        assertAll(
                () -> assertEquals("sluice:{message_list}:processing:" + SESSION, keys.processing(SESSION)),
                () -> assertEquals("sluice:{message_list}:sessions", keys.sessions()),
                () -> assertEquals("sluice:{message_list}:dead", keys.dead()));
    }

    @Test
    void usesTheTagOfAName() {
        ChannelKeys keys = KEYS.channel("inbox:{7}:new");
        assertAll(
                () -> assertEquals("sluice:{7}:inbox:{7}:new:processing:" + SESSION, keys.processing(SESSION)),
                () -> assertEquals("sluice:{7}:inbox:{7}:new:sessions", keys.sessions()),
                () -> assertEquals("sluice:{7}:inbox:{7}:new:dead", keys.dead()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message_list",
                "a",
                "inbox:7",
                " ",
                "a b",
                "漢字",
                "é😀",
                "a\nb",
                "a\0b",
                "sluice",
                ":",
                "dead",
                "{a}",
                "{a}b",
                "a{b}c",
                "{a}{b}",
                "a{b}{}",
                "{a}}",
                "{{a}",
                "{{a}}",
                "a{b{c}",
                "{漢}字",
                "a{ }b",
                "{",
                "{a",
                "a{",
                "a{{b",
                "{漢字"
            })
    void keysLieInTheSlotOfTheirQueue(String queue) {
        assertInSlotOf(queue);
    }

    /** Redis takes the whole of these for the tag, but within braces the first {@code }} ends it. */
    @ParameterizedTest
    @ValueSource(strings = {"}", "a}b", "{}", "{}a", "x{}y", "{}{a}", "}{", "}{a", "a}{b", "}}", "漢}字"})
    void refusesAClosingBraceWithoutATag(String queue) {
        assertEquals("has a closing brace outside a hash tag", ChannelName.faultOf(queue));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message_list", "{a}", "a{b}c", "{a"})
    void keysAreSluicesOwn(String queue) {
        all(queue).forEach(key -> assertTrue(key.startsWith("sluice:"), key));
    }

    /** Among the refused, <code>a}:{a</code> would share its keys with <code>{a}</code>. */
    @Test
    void noTwoQueuesShareAKey() {
        assertNoKeyIsShared(
                names(5).filter(name -> ChannelName.faultOf(name) == null).toList());
    }

    @Test
    @DisplayName("A name that looks like a key of another queue shares none with it")
    void lookalikeNamesShareNoKeys() {
        assertNoKeyIsShared(List.of(
                "a", "{a}", "{a}:dead", "{a}:sessions", "a:dead", "dead:{a}", "processing:{a}", "{a}:processing:x"));
    }

    private static void assertInSlotOf(String queue) {
        int slot = JedisClusterCRC16.getSlot(queue);
        for (String key : all(queue)) {
            assertEquals(slot, JedisClusterCRC16.getSlot(key), key + " of the queue " + queue);
        }
    }

    private static void assertNoKeyIsShared(List<String> queues) {
        Map<String, String> owners = new HashMap<>();
        for (String queue : queues) {
            for (String key : all(queue)) {
                assertNull(owners.put(key, queue), () -> key + " is a key of " + queue + " and of another queue");
            }
        }
    }

    private static List<String> all(String queue) {
        ChannelKeys keys = KEYS.channel(queue);
        return List.of(keys.processing(SESSION), keys.sessions(), keys.dead());
    }

    /** All names of up to so many of the characters that keys are made of. */
    private static Stream<String> names(int longest) {
        List<String> names = new ArrayList<>(List.of(""));
        for (int from = 0, length = 1; length <= longest; length++) {
            int to = names.size();
            for (; from < to; from++) {
                for (String c : List.of("a", "{", "}", ":")) {
                    names.add(names.get(from) + c);
                }
            }
        }
        return names.stream().skip(1);
    }
}
