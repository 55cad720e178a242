package dev.sluice.redis.script;

import dev.sluice.channel.DeadLetterBounds;
import java.time.InstantSource;
import redis.clients.jedis.CommandArguments;

/** The arguments about dead letters for the scripts that add them. */
public record DeadLetterArguments(DeadLetterBounds bounds, InstantSource clock) {
    /** Adds the bounds, as {@code queue.lua} takes them. */
    void addBounds(CommandArguments arguments) {
        arguments
                .add(bounds.most())
                .add(bounds.maxAge()
                        .map(age -> clock.instant().minus(age).toString())
                        .orElse(""));
    }

    /** Returns the head of a message that becomes a dead letter now. */
    String head(String reason) {
        return new DeadLetterHead(reason, clock.instant()).toJsonLine();
    }
}
