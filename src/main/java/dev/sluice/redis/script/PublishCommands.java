package dev.sluice.redis.script;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.QueueEnd;
import dev.sluice.channel.QueueEnds;
import dev.sluice.store.publish.Publication;
import dev.sluice.store.publish.Publisher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Makes the commands that publish messages: as few as carry each channel's messages in their order. */
public final class PublishCommands {
    private static final LuaScript SCRIPT = new LuaScript("publish.lua");

    /** Long enough that no two keys have the same digest. */
    private static final int DIGEST_BYTES = 16;

    private static final byte[] NO_KEY = {};

    private final Keyspace keyspace;
    private final QueueEnds ends;
    private final Supplier<Duration> keyAge;

    /**
     * @param ends the end to take from, by queue
     * @param keyAge how long keys are kept
     */
    public PublishCommands(Keyspace keyspace, QueueEnds ends, Supplier<Duration> keyAge) {
        this.keyspace = keyspace;
        this.ends = ends;
        this.keyAge = keyAge;
    }

    /**
     * A command and what it publishes.
     *
     * @param places the places of its messages among all
     * @param isScript true if its answer is that of {@code publish.lua}
     */
    public record Part(
            CommandArguments command, ChannelKind kind, String channel, List<Integer> places, boolean isScript) {}

    private record Channel(ChannelKind kind, String name) {}

    /** Returns the commands for these messages. */
    public List<Part> parts(List<Publication> all) {
        Map<Channel, List<Integer>> byChannel = new LinkedHashMap<>();
        for (int place = 0; place < all.size(); place++) {
            Publication one = all.get(place);
            byChannel
                    .computeIfAbsent(new Channel(one.kind(), one.channel()), channel -> new ArrayList<>())
                    .add(place);
        }
        List<Part> parts = new ArrayList<>();
        byChannel.forEach((channel, places) -> parts.addAll(parts(channel, places, all)));
        return parts;
    }

    private List<Part> parts(Channel channel, List<Integer> places, List<Publication> all) {
        List<Publication> own = places.stream().map(all::get).toList();
        if (own.stream().anyMatch(one -> one.key().isPresent())) {
            return List.of(new Part(script(channel, own), channel.kind(), channel.name(), places, true));
        }
        if (channel.kind() == ChannelKind.QUEUE) {
            CommandArguments push = command(channel);
            own.forEach(one -> push.add(one.data()));
            return List.of(new Part(push, channel.kind(), channel.name(), places, false));
        }
        return IntStream.range(0, own.size())
                .mapToObj(i -> new Part(
                        single(channel, own.get(i)), channel.kind(), channel.name(), List.of(places.get(i)), false))
                .toList();
    }

    private CommandArguments single(Channel channel, Publication one) {
        CommandArguments command = command(channel);
        if (channel.kind() == ChannelKind.PUBSUB) {
            return command.add(one.data());
        }
        command.add("*").add("data").add(one.data());
        return one.type().isEmpty() ? command : command.add("event").add(one.type());
    }

    private CommandArguments command(Channel channel) {
        // The name of a pub/sub topic counts as a key, so that a cluster's server with its slot passes on all its
        // messages.
        return new CommandArguments(verb(channel)).key(channel.name());
    }

    private Command verb(Channel channel) {
        return switch (channel.kind()) {
            case QUEUE -> ends.of(channel.name()) == QueueEnd.LEFT ? Command.RPUSH : Command.LPUSH;
            case STREAM -> Command.XADD;
            case PUBSUB -> Command.PUBLISH;
        };
    }

    private CommandArguments script(Channel channel, List<Publication> own) {
        ChannelKeys keys = keyspace.channel(channel.name());
        List<String> all = new ArrayList<>(List.of(keys.published(), keys.publishedOrder()));
        if (channel.kind() != ChannelKind.PUBSUB) {
            all.add(channel.name());
        }
        CommandArguments script = new ScriptCommand(SCRIPT, all)
                .add(verb(channel).name())
                .add(channel.name())
                .add(keyAge.get().toMillis())
                .add(Publisher.MAX_KEYS);
        for (Publication one : own) {
            script.add(one.key().map(key -> digest(channel.kind(), key)).orElse(NO_KEY))
                    .add(one.data())
                    .add(one.type());
        }
        return script;
    }

    /** Returns what stands for a key: a queue and a pub/sub topic may have the same name, and users their own keys. */
    private static byte[] digest(ChannelKind kind, Publication.Key key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            addText(sha256, Optional.of(kind.name()));
            addText(sha256, key.user());
            addText(sha256, Optional.of(key.text()));
            return Arrays.copyOf(sha256.digest(), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds a text after its length, so that no other texts give the same bytes. */
    private static void addText(MessageDigest digest, Optional<String> text) {
        byte[] bytes = text.orElse("").getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(text.isPresent() ? bytes.length : -1)
                .array());
        digest.update(bytes);
    }
}
