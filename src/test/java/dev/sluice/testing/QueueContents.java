package dev.sluice.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;

/**
 * Where the messages of a queue are that nobody has received for good.
 *
 * @param waiting in the queue, the next one first
 * @param claimed in processing lists, of whichever node
 * @param dead among the dead letters
 */
public record QueueContents(List<String> waiting, List<String> claimed, List<String> dead) {
    /** Looks into Redis; while nodes are at work, what moves meanwhile may be seen twice or not at all. */
    public static QueueContents of(UnifiedJedis redis, String queue) {
        String own = "sluice:{" + queue + "}:";
        Set<String> processing = redis.keys(own + "processing:*");
        List<String> claimed = new ArrayList<>();
        processing.forEach(key -> claimed.addAll(oldestFirst(redis, key)));
        List<String> dead = oldestFirst(redis, own + "dead").stream()
                .map(letter -> letter.substring(letter.indexOf('\n') + 1))
                .toList();
        return new QueueContents(oldestFirst(redis, queue), claimed, dead);
    }

    private static List<String> oldestFirst(UnifiedJedis redis, String key) {
        List<String> messages = new ArrayList<>(redis.lrange(key, 0, -1));
        Collections.reverse(messages);
        return messages;
    }
}
