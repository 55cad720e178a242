package dev.sluice.testing;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;

/**
 * Publishes the numbers from 0 on to a stream topic, each once, also where Redis is away meanwhile: their ids are given, so
 * one whose answer was lost is published again, and refused if Redis had taken it.
 */
public final class NumberedEvents {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final UnifiedJedis redis;
    private final String topic;
    private final String letter;
    /** Of the first; as if by the clock, since a topic is trimmed by the age of its events. */
    private final long firstMillis = System.currentTimeMillis();

    private int next;

    /** @param letter precedes the number */
    public NumberedEvents(UnifiedJedis redis, String topic, char letter) {
        this.redis = redis;
        this.topic = topic;
        this.letter = String.valueOf(letter);
    }

    /** Publishes so many more, at a steady pace. */
    public void publish(int events, int perSecond) {
        long due = System.nanoTime();
        for (int i = 0; i < events; i++) {
            LockSupport.parkNanos(due - System.nanoTime());
            publishOne();
            due += TimeUnit.SECONDS.toNanos(1) / perSecond;
        }
    }

    private void publishOne() {
        Map<String, String> fields = Map.of("data", letter + next);
        XAddParams id = XAddParams.xAddParams().id(new StreamEntryID(firstMillis + next, 0));
        for (boolean doubtful = false; ; doubtful = true) {
            try {
                redis.xadd(topic, id, fields);
                break;
            } catch (JedisDataException refused) {
                if (doubtful && refused.getMessage().contains("equal or smaller")) {
                    break; // it had been taken
                }
                LockSupport.parkNanos(PAUSE_NANOS); // Redis is loading what it had
            } catch (JedisException lost) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        next++;
    }
}
