package dev.sluice.redis.script;

import dev.sluice.channel.DeadLetterBounds;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;

/** The arguments about dead letters for the scripts that add them. */
public record DeadLetterArguments(Supplier<DeadLetterBounds> bounds, InstantSource clock) {
    /** Adds the bounds, as {@code queue.lua} takes them. */
    void addBounds(CommandArguments arguments) {
        boundTexts().forEach(arguments::add);
    }

    /** Returns the bounds, as {@code queue.lua} takes them. */
    List<String> boundTexts() {
        DeadLetterBounds now = bounds.get();
        return List.of(
                String.valueOf(now.most()),
                now.maxAge().map(age -> clock.instant().minus(age).toString()).orElse(""));
    }

    /** Returns the arguments of {@code dead-letter.lua} for a message that becomes a dead letter now. */
    public List<byte[]> added(byte[] message, String reason) {
        List<byte[]> arguments = new ArrayList<>(List.of(bytes(head(reason)), message));
        boundTexts().forEach(text -> arguments.add(bytes(text)));
        return arguments;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the head of a message that becomes a dead letter now. */
    String head(String reason) {
        return new DeadLetterHead(reason, clock.instant()).toJsonLine();
    }
}
