package dev.sluice.redis;

import dev.sluice.channel.QueueEnds;
import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.ChannelKeys;
import dev.sluice.redis.script.DeadLetterArguments;
import dev.sluice.redis.script.DeadLetterHead;
import dev.sluice.redis.script.Keyspace;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.Marker;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The dead letters of queues, for administrators. Places are counted from the oldest letter, which is 1; they stay the
 * same if letters are added, and change if older ones are removed. Thread-safe.
 */
public final class RedisDeadLetters implements AutoCloseable {
    /** The action on letters that are taken out. */
    public enum Fate {
        /** Puts the message back to the front of its queue, without its head. */
        RETRY,
        /** Deletes the letter for good. */
        DROP
    }

    private static final LuaScript SCRIPT = new LuaScript("queue.lua", "dead-letters.lua");
    private static final LuaScript ADD = new LuaScript("queue.lua", "dead-letter.lua");

    // Bounds on how long one call keeps Redis busy.
    private static final int LETTERS_PER_CALL = 500;
    private static final int BYTES_PER_CALL = 4 << 20;

    private final SharedClient client;
    private final QueueEnds ends;
    private final String marker = Marker.next();

    /** @param ends the end to take from, by queue */
    public RedisDeadLetters(RedisUrl url, Keyspace keys, QueueEnds ends) {
        this.ends = ends;
        this.client = new SharedClient(url, keys, "dead-letters");
    }

    /** Returns the number of dead letters. */
    public long count(String queue) throws DeadLetterException {
        return (Long) call(queue, "LIST", 0, 0, 0).get(0);
    }

    /**
     * Shows letters, newest first.
     *
     * @param place the newest to show
     * @param limit the most to show
     * @param bytes the most bytes of each message
     * @param viewer receives them, a bounded number at a time in memory
     */
    public void list(String queue, long place, long limit, int bytes, Consumer<DeadLetter> viewer)
            throws DeadLetterException {
        long next = place;
        long end = place - limit;
        while (next > end && next > 0) {
            List<?> answer = call(queue, "LIST", next, next - end, bytes);
            for (int at = 3; at < answer.size(); at += 4) {
                Optional<DeadLetterHead> head = DeadLetterHead.parse((byte[]) answer.get(at + 1));
                viewer.accept(new DeadLetter(
                        (Long) answer.get(at),
                        head.map(DeadLetterHead::at),
                        head.map(DeadLetterHead::reason),
                        (Long) answer.get(at + 2),
                        (byte[]) answer.get(at + 3)));
            }
            next = (Long) answer.get(1);
        }
    }

    /**
     * Adds a message that never was in the queue.
     *
     * @param reason why it cannot be delivered, as the end of a sentence about it
     * @return the number of older letters that were dropped for it
     */
    public long add(String queue, byte[] message, String reason, DeadLetterArguments arguments)
            throws DeadLetterException {
        String dead = client.keys().channel(queue).dead();
        try {
            return (Long) client.run(
                    dead, "list", redis -> ADD.evaluateBytes(redis, List.of(dead), arguments.added(message, reason)));
        } catch (WrongTypeException e) {
            throw new DeadLetterException(notAList(dead), e);
        } catch (StoreUnavailableException e) {
            throw new DeadLetterException(e.getMessage(), e);
        }
    }

    /**
     * Takes letters out, each whole or not at all; in several calls, so that others may do the same meanwhile.
     *
     * @param place the newest to take
     * @param limit the most to take, from there to older ones
     * @return the number taken
     * @throws DeadLetterException if Redis fails; the message has the number taken before
     */
    public long take(String queue, Fate fate, long place, long limit) throws DeadLetterException {
        long next = place;
        long end = place - limit;
        long taken = 0;
        try {
            while (next > end && next > 0) {
                List<?> answer = call(queue, fate.name(), next, next - end, 0);
                next = (Long) answer.get(1);
                taken += (Long) answer.get(2);
            }
        } catch (DeadLetterException e) {
            throw taken == 0 ? e : new DeadLetterException(e.getMessage() + ". Before that " + taken + " were done", e);
        }
        return taken;
    }

    private List<?> call(String queue, String verb, long place, long limit, int shown) throws DeadLetterException {
        ChannelKeys keys = client.keys().channel(queue);
        String dead = keys.dead();
        List<String> arguments = Stream.of(
                        verb,
                        place,
                        Math.min(limit, LETTERS_PER_CALL),
                        BYTES_PER_CALL,
                        shown,
                        marker,
                        ends.of(queue).name())
                .map(String::valueOf)
                .toList();
        try {
            return (List<?>) client.evaluate(SCRIPT, List.of(queue, dead, keys.ages()), arguments);
        } catch (StoreUnavailableException e) {
            throw new DeadLetterException(reason(queue, dead, e), e);
        }
    }

    private static String reason(String queue, String dead, StoreUnavailableException failure) {
        if (RedisErrors.of(failure.getCause()) instanceof RedisError.OfScript own) {
            return own.code().equals("SLUICEDEAD")
                    ? notAList(dead)
                    : notAList(queue) + ", so nothing can be put back into it";
        }
        return failure.getMessage();
    }

    private static String notAList(String key) {
        return RedisError.wrongType("The key " + key, "list");
    }

    @Override
    public void close() {
        client.close();
    }
}
