package dev.sluice.redis.script;

import dev.sluice.channel.DeadLetterBounds;
import java.time.InstantSource;
import redis.clients.jedis.CommandArguments;

/** What the scripts that add dead letters are told of them. */
public record DeadLetterArguments(DeadLetterBounds bounds, InstantSource clock) {
    /** Adds the bounds, as {@code queue.lua} takes them. */
    void addBounds(CommandArguments arguments) {
        arguments
                .add(bounds.most())
                .add(bounds.maxAge()
                        .map(age -> clock.instant().minus(age).toString())
                        .orElse(""));
    }

    /** What stands before a message that dies now. */
    String head(String reason) {
        return new DeadLetterHead(reason, clock.instant()).toJsonLine();
    }
}
