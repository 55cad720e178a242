package dev.sluice.redis.expiry;

import dev.sluice.channel.ChannelKind;
import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnds;
import dev.sluice.channel.QueueExpiry;
import dev.sluice.redis.SharedClient;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.DeadLetterArguments;
import dev.sluice.redis.script.ExpireScript;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.expiry.ExpiryRefusedException;
import dev.sluice.store.expiry.ExpiryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import redis.clients.jedis.ScanIteration;

/** Finds lists and streams by SCAN, and removes from them by scripts. Thread-safe. */
public final class RedisExpiryStore implements ExpiryStore {
    private static final LuaScript TURN = new LuaScript("turn.lua");
    private static final LuaScript IDLE = new LuaScript("stream.lua", "idle.lua");

    /** The keys that Redis looks at in one call of SCAN: less than a millisecond. */
    private static final int KEYS_PER_SCAN = 500;

    private final SharedClient client;
    private final ExpireScript expire;
    private final String node;

    /**
     * @param client a client for many threads
     * @param deadLetters the bounds on each queue's dead letters now
     * @param ends the end to take from, by queue
     * @param node the name of this node, which others see while it sweeps
     */
    public RedisExpiryStore(
            SharedClient client,
            Supplier<DeadLetterBounds> deadLetters,
            QueueEnds ends,
            String node,
            InstantSource clock) {
        this.client = client;
        this.expire = new ExpireScript(client.keys(), new DeadLetterArguments(deadLetters, clock), ends);
        this.node = node;
    }

    @Override
    public boolean beginSweep(ChannelKind kind, String entry, Duration turn) {
        String key = client.keys().nodes().turn("expiry:" + name(kind) + ":" + entry);
        List<String> arguments = List.of(node, String.valueOf(turn.toMillis()));
        return Replies.isOne(refusing(() -> client.evaluate(TURN, List.of(key), arguments)));
    }

    private static String name(ChannelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void find(ChannelKind kind, String pattern, Predicate<Collection<String>> found) {
        String type = kind == ChannelKind.QUEUE ? "list" : "stream";
        ScanIteration scan =
                refusing(() -> client.run(redis -> redis.scanIteration(KEYS_PER_SCAN, glob(pattern), type)));
        boolean goesOn = true;
        while (goesOn && !scan.isIterationCompleted()) {
            goesOn = found.test(refusing(() -> client.run(redis -> scan.nextBatchList())));
        }
    }

    /** Returns the pattern as Redis takes it, where more characters than the star are special. */
    private static String glob(String pattern) {
        return pattern.replaceAll("[\\\\?\\[\\]]", "\\\\$0");
    }

    @Override
    public ExpiredMessages expire(String queue, QueueExpiry expiry, Duration interval) {
        List<String> arguments = expire.arguments(queue, expiry, interval);
        Object answer = refusing(() -> client.evaluate(ExpireScript.SCRIPT, expire.keys(queue), arguments));
        return answer == null ? ExpiredMessages.NONE : ExpireScript.read((List<?>) answer);
    }

    @Override
    public void forgetAges(String queue) {
        String ages = client.keys().channel(queue).ages();
        refusing(() -> client.run(redis -> redis.del(ages)));
    }

    @Override
    public boolean removeIdle(String topic, Duration idleTtl) {
        List<String> arguments = List.of(String.valueOf(idleTtl.toMillis()));
        return Replies.isOne(refusing(() -> client.evaluate(IDLE, List.of(topic), arguments)));
    }

    /** Returns null if the channel's key is of another type, which the delivery reports. */
    private static <T> T refusing(Supplier<T> command) {
        try {
            return command.get();
        } catch (StoreUnavailableException e) {
            RedisError error = RedisErrors.of(e.getCause());
            if (error instanceof RedisError.WrongType wrong && !wrong.inScript()) {
                return null;
            }
            if (error.isOfServer()) {
                throw e;
            }
            throw new ExpiryRefusedException(error.refusal(), e);
        }
    }
}
