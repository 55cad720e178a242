package dev.sluice.redis.script;

import dev.sluice.channel.QueueEnds;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.redis.link.Replies;
import dev.sluice.store.expiry.ExpiredMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the arguments of {@code expire.lua} and reads its answers. */
public final class ExpireScript {
    public static final LuaScript SCRIPT = new LuaScript("queue.lua", "expire.lua");

    // Bounds on how long one call keeps Redis busy.
    private static final int MESSAGES_PER_CALL = 500;
    private static final int BYTES_PER_CALL = 4 << 20;

    private final Keyspace keyspace;
    private final DeadLetterArguments deadLetters;
    private final QueueEnds ends;

    /** @param ends the end to take from, by queue */
    public ExpireScript(Keyspace keyspace, DeadLetterArguments deadLetters, QueueEnds ends) {
        this.keyspace = keyspace;
        this.deadLetters = deadLetters;
        this.ends = ends;
    }

    /** Returns the keys. */
    public List<String> keys(String queue) {
        ChannelKeys keys = keyspace.channel(queue);
        return List.of(queue, keys.ages(), keys.dead(), keys.deliveries());
    }

    /** Returns the arguments after the keys. */
    public List<String> arguments(String queue, QueueExpiry expiry, Duration interval) {
        List<String> arguments = new ArrayList<>(List.of(
                String.valueOf(expiry.maxAge().toMillis()),
                String.valueOf(interval.toMillis()),
                ends.of(queue).name(),
                expiry.fate() == QueueExpiry.Fate.DROP ? "" : deadLetters.head(reason(expiry)),
                String.valueOf(MESSAGES_PER_CALL),
                String.valueOf(BYTES_PER_CALL)));
        arguments.addAll(deadLetters.boundTexts());
        return arguments;
    }

    private static String reason(QueueExpiry expiry) {
        return "has waited longer than the max-age of " + expiry.maxAge().toSeconds() + " s";
    }

    public static ExpiredMessages read(List<?> answer) {
        return new ExpiredMessages(
                (Long) answer.get(0), Replies.isOne(answer.get(1)), ExchangeReply.deadLetters(answer.get(2)));
    }
}
