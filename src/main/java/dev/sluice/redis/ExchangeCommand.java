package dev.sluice.redis;

import dev.sluice.delivery.ClaimedMessage;
import dev.sluice.delivery.Disposition;
import dev.sluice.delivery.Exchange;
import dev.sluice.delivery.ExchangeResult;
import dev.sluice.delivery.Removal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** Speaks {@code exchange.lua}: makes its arguments and reads its answer. */
final class ExchangeCommand {
    private static final LuaScript SCRIPT = new LuaScript("exchange.lua");

    private final String marker;
    private final InstantSource clock;

    /**
     * @param marker a string that no message equals
     * @param clock tells the time of death
     */
    ExchangeCommand(String marker, InstantSource clock) {
        this.marker = marker;
        this.clock = clock;
    }

    CommandArguments arguments(Exchange exchange) {
        QueueKeys keys = new QueueKeys(exchange.queue());
        CommandArguments arguments = new ScriptCommand(SCRIPT, 4)
                .key(exchange.queue())
                .key(keys.processing(exchange.session()))
                .key(keys.sessions())
                .key(keys.dead())
                .add(exchange.session())
                .add(exchange.number())
                .add(exchange.held())
                .add(exchange.settled())
                .add(exchange.limits().messages())
                .add(exchange.limits().bytes())
                .add(exchange.limits().messageBytes())
                .add(marker)
                .add(exchange.startBy());
        for (Removal removal : exchange.removals()) {
            boolean bury = removal.disposition() == Disposition.BURY;
            arguments
                    .add(removal.position())
                    .add(removal.disposition().name())
                    .add(bury ? new DeadLetterHead(removal.reason(), clock.instant()).toJsonLine() : "");
        }
        return arguments;
    }

    ExchangeResult result(Object answer) {
        if (answer instanceof JedisDataException error) {
            return refusal(error.getMessage());
        }
        List<?> list = (List<?>) answer;
        List<ClaimedMessage> claimed = new ArrayList<>(list.size() - 1);
        for (Object message : list.subList(1, list.size())) {
            claimed.add(
                    message instanceof byte[] payload
                            ? new ClaimedMessage(payload, payload.length)
                            : new ClaimedMessage(null, (Long) message));
        }
        return new ExchangeResult.Done(claimed, (Long) list.get(0));
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
