package dev.sluice.redis;

import dev.sluice.channel.QueueEnds;
import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.script.DeadLetterHead;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.Marker;
import dev.sluice.redis.script.QueueKeys;
import dev.sluice.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The dead letters of queues, for people who look after them. A letter's place is counted from the oldest, which is 1; it
 * stays the same while letters come, and changes where older ones are taken out. Thread-safe.
 */
public final class RedisDeadLetters implements AutoCloseable {
    /** What becomes of letters that are taken out. */
    public enum Fate {
        /** Back to the front of its queue, without its head. */
        RETRY,
        /** Gone for good. */
        DROP
    }

    private static final LuaScript SCRIPT = new LuaScript("queue.lua", "dead-letters.lua");

    // They bound how long Redis is busy with one call.
    private static final int LETTERS_PER_CALL = 500;
    private static final int BYTES_PER_CALL = 4 << 20;

    private final SharedClient client;
    private final QueueEnds ends;
    private final String marker = Marker.next();

    /** @param ends of the queues */
    public RedisDeadLetters(RedisUrl url, QueueEnds ends) {
        this.ends = ends;
        this.client = new SharedClient(url, "dead-letters");
    }

    /** How many there are. */
    public long count(String queue) throws DeadLetterException {
        return (Long) call(queue, "LIST", 0, 0, 0).get(0);
    }

    /**
     * Shows letters, newest first.
     *
     * @param place of the newest to show
     * @param limit how many at most
     * @param bytes how many of each message
     * @param viewer is given them, a bounded number at a time in memory
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
     * Takes letters out, each whole or not at all; in several calls, so that others may do the same meanwhile.
     *
     * @param place of the newest to take
     * @param limit how many at most, from there to older ones
     * @return how many were taken
     * @throws DeadLetterException where Redis does not do it; it says how many were taken before
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
            throw taken == 0 ? e : new DeadLetterException(e.getMessage() + " Before that " + taken + " were done.", e);
        }
        return taken;
    }

    private List<?> call(String queue, String verb, long place, long limit, int shown) throws DeadLetterException {
        String dead = new QueueKeys(queue).dead();
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
            return (List<?>) client.evaluate(SCRIPT, List.of(queue, dead), arguments);
        } catch (StoreUnavailableException e) {
            throw new DeadLetterException(reason(queue, dead, e), e);
        }
    }

    private static String reason(String queue, String dead, StoreUnavailableException failure) {
        if (RedisError.of(failure.getCause()) instanceof RedisError.OfScript own) {
            return own.code().equals("SLUICEDEAD")
                    ? "The key " + dead + " does not hold a list."
                    : "The key " + queue + " does not hold a list, so nothing can be put back into it.";
        }
        return failure.getMessage() + ".";
    }

    @Override
    public void close() {
        client.close();
    }
}
