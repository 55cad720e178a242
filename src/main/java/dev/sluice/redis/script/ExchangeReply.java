package dev.sluice.redis.script;

import dev.sluice.redis.link.ErrorKinds;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.store.queue.ExchangeResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads the answers of {@code exchange.lua} and {@code pop.lua}. */
public final class ExchangeReply {
    private ExchangeReply() {}

    public static ExchangeResult read(Object answer) {
        if (answer instanceof JedisConnectionException failure) {
            return new ExchangeResult.Unanswered(String.valueOf(failure.getMessage()));
        }
        if (answer instanceof JedisDataException error) {
            return refusal(error);
        }
        List<?> list = (List<?>) answer;
        Iterator<?> counts = ((List<?>) list.get(1)).iterator();
        long counted = next(counts);
        List<ClaimedMessage> claimed = new ArrayList<>(list.size() - 3);
        for (Object message : list.subList(3, list.size())) {
            DeliveryCount before = DeliveryCount.NONE;
            if (counted == claimed.size() + 1) {
                before = new DeliveryCount((int) next(counts), next(counts));
                counted = next(counts);
            }
            claimed.add(
                    message instanceof byte[] payload
                            ? new ClaimedMessage(payload, payload.length, before)
                            : new ClaimedMessage(null, (Long) message, before));
        }
        return new ExchangeResult.Done(claimed, (Long) list.get(0), deadLetters((List<?>) list.get(2)));
    }

    private static Optional<DeadLetterCount> deadLetters(List<?> counts) {
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeadLetterCount((Long) counts.get(0), (Long) counts.get(1), (Long) counts.get(2)));
    }

    private static long next(Iterator<?> counts) {
        return counts.hasNext() ? (Long) counts.next() : 0;
    }

    private static ExchangeResult refusal(JedisDataException error) {
        String message = error.getMessage();
        if (message.contains("SLUICELOST")) {
            return new ExchangeResult.Lost();
        }
        if (message.contains("SLUICELATE")) {
            return new ExchangeResult.Late();
        }
        if (message.contains("SLUICEDEAD")) {
            return new ExchangeResult.Refused(Refusal.of("the key of its dead letters does not hold a list"));
        }
        return new ExchangeResult.Refused(
                isAboutTheQueue(message)
                        ? Refusal.of("its key in Redis does not hold a list")
                        : ErrorKinds.refusal(error));
    }

    /** An error of another command than the first names the script and the line. */
    private static boolean isAboutTheQueue(String message) {
        return message.startsWith("WRONGTYPE") && !message.contains("script");
    }
}
