package dev.sluice.redis;

import dev.sluice.delivery.ClaimedMessage;
import dev.sluice.delivery.ExchangeResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads the answers of {@code exchange.lua} and {@code pop.lua}. */
final class ExchangeReply {
    private ExchangeReply() {}

    static ExchangeResult read(Object answer) {
        if (answer instanceof JedisConnectionException failure) {
            return new ExchangeResult.Unanswered(String.valueOf(failure.getMessage()));
        }
        if (answer instanceof JedisDataException error) {
            return refusal(error.getMessage());
        }
        List<?> list = (List<?>) answer;
        Iterator<?> counts = ((List<?>) list.get(1)).iterator();
        long counted = next(counts);
        List<ClaimedMessage> claimed = new ArrayList<>(list.size() - 2);
        for (Object message : list.subList(2, list.size())) {
            int deliveries = 0;
            if (counted == claimed.size() + 1) {
                deliveries = (int) next(counts);
                counted = next(counts);
            }
            claimed.add(
                    message instanceof byte[] payload
                            ? new ClaimedMessage(payload, payload.length, deliveries)
                            : new ClaimedMessage(null, (Long) message, deliveries));
        }
        return new ExchangeResult.Done(claimed, (Long) list.get(0));
    }

    private static long next(Iterator<?> counts) {
        return counts.hasNext() ? (Long) counts.next() : 0;
    }

    private static ExchangeResult refusal(String message) {
        if (message.contains("SLUICELOST")) {
            return new ExchangeResult.Lost();
        }
        if (message.contains("SLUICELATE")) {
            return new ExchangeResult.Late();
        }
        if (message.contains("SLUICEDEAD")) {
            return new ExchangeResult.Refused("the key of its dead letters does not hold a list");
        }
        return new ExchangeResult.Refused(
                isAboutTheQueue(message) ? "its key in Redis does not hold a list" : "Redis says: " + message);
    }

    /** An error of another command than the first names the script and the line. */
    private static boolean isAboutTheQueue(String message) {
        return message.startsWith("WRONGTYPE") && !message.contains("script");
    }
}
