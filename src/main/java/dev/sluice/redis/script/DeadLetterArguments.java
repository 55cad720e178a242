package dev.sluice.redis.script;

import dev.sluice.channel.DeadLetterBounds;
import java.time.InstantSource;
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

    /** Returns the head of a message that becomes a dead letter now. */
    String head(String reason) {
        return new DeadLetterHead(reason, clock.instant()).toJsonLine();
    }
}
