package dev.sluice.redis.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueEnd;
import dev.sluice.store.publish.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

class PublishCommandsTest {
    private final PublishCommands commands = new PublishCommands(
            new Keyspace(Optional.of("shop")),
            queue -> queue.equals("left") ? QueueEnd.LEFT : QueueEnd.RIGHT,
            () -> Duration.ofSeconds(60));

    private static Publication message(ChannelKind kind, String channel, String data) {
        return new Publication(kind, channel, data.getBytes(StandardCharsets.UTF_8), "", Optional.empty());
    }

    private static Publication withKey(ChannelKind kind, String channel, Optional<String> user, String key) {
        return new Publication(kind, channel, new byte[] {'x'}, "", Optional.of(new Publication.Key(user, key)));
    }

    private static List<String> words(CommandArguments command) {
        List<String> words = new ArrayList<>();
        command.forEach(word -> words.add(new String(word.getRaw(), StandardCharsets.UTF_8)));
        return words;
    }

    @Test
    void messagesOfOneQueueAreOneCommand() {
        List<PublishCommands.Part> parts = commands.parts(List.of(
                message(ChannelKind.QUEUE, "right", "1"),
                message(ChannelKind.QUEUE, "left", "2"),
                message(ChannelKind.QUEUE, "right", "3")));
        assertEquals(
                List.of(List.of("LPUSH", "right", "1", "3"), List.of("RPUSH", "left", "2")),
                parts.stream().map(part -> words(part.command())).toList());
        assertEquals(
                List.of(List.of(0, 2), List.of(1)),
                parts.stream().map(PublishCommands.Part::places).toList());
    }

    @Test
    void topicsGetACommandForEachMessage() {
        Publication typed = new Publication(ChannelKind.STREAM, "chat", new byte[] {'1'}, "note", Optional.empty());
        List<PublishCommands.Part> parts = commands.parts(
                List.of(typed, message(ChannelKind.STREAM, "chat", "2"), message(ChannelKind.PUBSUB, "live", "3")));
        assertEquals(
                List.of(
                        List.of("XADD", "chat", "*", "data", "1", "event", "note"),
                        List.of("XADD", "chat", "*", "data", "2"),
                        List.of("PUBLISH", "live", "3")),
                parts.stream().map(part -> words(part.command())).toList());
        assertEquals(
                JedisClusterCRC16.getSlot("live"),
                parts.get(2).command().getKeyHashSlots().iterator().next());
    }

    @Test
    void oneKeyTakesItsChannelToTheScript() {
        List<PublishCommands.Part> parts = commands.parts(List.of(
                message(ChannelKind.QUEUE, "{a}b", "1"), withKey(ChannelKind.QUEUE, "{a}b", Optional.empty(), "k")));
        assertEquals(1, parts.size());
        CommandArguments script = parts.get(0).command();
        assertEquals(Command.EVALSHA, script.getCommand());
        assertEquals(
                List.of("3", "sluice:shop:{a}:{a}b:published", "sluice:shop:{a}:{a}b:published:order", "{a}b", "LPUSH"),
                words(script).subList(2, 7));
        assertEquals(
                List.of("{a}b", "60000", "100000", "", "1", ""), words(script).subList(7, 13));
        assertEquals(1, script.getKeyHashSlots().size());
    }

    @Test
    void keysOfUsersAndKindsDiffer() {
        String digest = digest(withKey(ChannelKind.QUEUE, "q", Optional.of("ann"), "k"));
        assertEquals(32, digest.length());
        assertEquals(digest, digest(withKey(ChannelKind.QUEUE, "q", Optional.of("ann"), "k")));
        for (Publication other : List.of(
                withKey(ChannelKind.QUEUE, "q", Optional.of("bob"), "k"),
                withKey(ChannelKind.QUEUE, "q", Optional.empty(), "k"),
                withKey(ChannelKind.QUEUE, "q", Optional.of("annk"), ""),
                withKey(ChannelKind.QUEUE, "q", Optional.of("an"), "nk"),
                withKey(ChannelKind.PUBSUB, "q", Optional.of("ann"), "k"))) {
            assertNotEquals(digest, digest(other));
        }
        assertNotEquals(
                digest(withKey(ChannelKind.QUEUE, "q", Optional.empty(), "k")),
                digest(withKey(ChannelKind.QUEUE, "q", Optional.of(""), "k")));
    }

    private String digest(Publication publication) {
        CommandArguments script = commands.parts(List.of(publication)).get(0).command();
        return HexFormat.of().formatHex(script.get(script.size() - 3).getRaw());
    }
}
