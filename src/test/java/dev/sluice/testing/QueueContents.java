package dev.sluice.testing;

import java.util.Collections;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/**
 * Where the messages of a queue are that nobody has received for good.
 *
 * @param waiting in the queue, the next one first
 * @param claimed in processing lists, of whichever node
 * @param dead among the dead letters
 */
public record QueueContents(List<String> waiting, List<String> claimed, List<String> dead) {
    /** In one go: read one after the other, a message that moves from one list to another might be in none of them. */
    private static final String LISTS = """
            local own = 'sluice:{' .. KEYS[1] .. '}:'
            local claimed = {}
            for _, processing in ipairs(redis.call('KEYS', own .. 'processing:*')) do
              for _, message in ipairs(redis.call('LRANGE', processing, 0, -1)) do
                table.insert(claimed, message)
              end
            end
            return {redis.call('LRANGE', KEYS[1], 0, -1), claimed, redis.call('LRANGE', own .. 'dead', 0, -1)}
            """;

    /** Looks into Redis. */
    public static QueueContents of(UnifiedJedis redis, String queue) {
        @SuppressWarnings("unchecked")
        List<List<String>> lists = (List<List<String>>) redis.eval(LISTS, List.of(queue), List.of());
        lists.forEach(Collections::reverse);
        List<String> dead = lists.get(2).stream()
                .map(letter -> letter.substring(letter.indexOf('\n') + 1))
                .toList();
        return new QueueContents(lists.get(0), lists.get(1), dead);
    }
}
