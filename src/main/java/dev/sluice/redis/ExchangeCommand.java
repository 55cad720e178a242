package dev.sluice.redis;

import dev.sluice.delivery.Exchange;
import dev.sluice.delivery.Removal;
import java.time.InstantSource;
import redis.clients.jedis.CommandArguments;

/** Speaks {@code exchange.lua}: makes its arguments. */
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
        CommandArguments arguments = new ScriptCommand(SCRIPT, 5)
                .key(exchange.queue())
                .key(keys.processing(exchange.session()))
                .key(keys.sessions())
                .key(keys.dead())
                .key(keys.deliveries())
                .add(exchange.session())
                .add(exchange.number())
                .add(exchange.held())
                .add(exchange.settled())
                .add(exchange.limits().messages())
                .add(exchange.limits().bytes())
                .add(exchange.limits().messageBytes())
                .add(marker)
                .add(exchange.startBy())
                .add(exchange.counting() ? 1 : 0);
        for (Removal removal : exchange.removals()) {
            arguments.add(removal.position()).add(removal.disposition().name()).add(detail(removal));
        }
        return arguments;
    }

    private String detail(Removal removal) {
        return switch (removal.disposition()) {
            case BURY -> new DeadLetterHead(removal.reason(), clock.instant()).toJsonLine();
            case RETURN -> Integer.toString(removal.deliveries());
            case SETTLE -> "";
        };
    }
}
