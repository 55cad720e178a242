package dev.sluice.redis.script;

import dev.sluice.redis.link.RedisError;
import dev.sluice.store.Refusal;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.store.queue.ExchangeResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads the answers of {@code exchange.lua} and {@code pop.lua}. */
public final class ExchangeReply {
    private ExchangeReply() {}

    public static ExchangeResult read(Object answer) {
        if (answer instanceof RedisError error) {
            return failed(error);
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
        return new ExchangeResult.Done(claimed, (Long) list.get(0), deadLetters(list.get(2)));
    }

    /** Reads what {@code queue.lua} says of added dead letters: three counts, or none. */
    static Optional<DeadLetterCount> deadLetters(Object answer) {
        List<?> counts = (List<?>) answer;
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeadLetterCount((Long) counts.get(0), (Long) counts.get(1), (Long) counts.get(2)));
    }

    private static long next(Iterator<?> counts) {
        return counts.hasNext() ? (Long) counts.next() : 0;
    }

    private static ExchangeResult failed(RedisError error) {
        if (error.isOfServer()) {
            return new ExchangeResult.Unanswered(error.reason(), error.mayBeDone());
        }
        if (error instanceof RedisError.OfScript own) {
            return switch (own.code()) {
                case "SLUICELOST" -> new ExchangeResult.Lost();
                case "SLUICELATE" -> new ExchangeResult.Late();
                default ->
                    new ExchangeResult.Refused(
                            Refusal.of(RedisError.wrongType("the key of its dead letters", "list"))); // SLUICEDEAD
            };
        }
        return new ExchangeResult.Refused(error.refusal("list"));
    }
}
