package dev.sluice.redis.script;

import dev.sluice.channel.QueueEnds;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import redis.clients.jedis.CommandArguments;

/** Makes the arguments of {@code exchange.lua}. */
public final class ExchangeCommand {
    private static final LuaScript SCRIPT = new LuaScript("queue.lua", "exchange.lua");

    private final String marker = Marker.next();
    private final Keyspace keyspace;
    private final DeadLetterArguments deadLetters;
    private final QueueEnds ends;
    private final Predicate<String> expires;

    /**
     * @param ends the end to take from, by queue
     * @param expires true if the queue's messages expire, or did
     */
    public ExchangeCommand(
            Keyspace keyspace, DeadLetterArguments deadLetters, QueueEnds ends, Predicate<String> expires) {
        this.keyspace = keyspace;
        this.deadLetters = deadLetters;
        this.ends = ends;
        this.expires = expires;
    }

    public CommandArguments arguments(Exchange exchange) {
        ChannelKeys keys = keyspace.channel(exchange.queue());
        List<String> all = new ArrayList<>(List.of(
                exchange.queue(),
                keys.processing(exchange.session()),
                keys.sessions(),
                keys.dead(),
                keys.deliveries(),
                keys.expiry()));
        if (expires.test(exchange.queue())) {
            all.add(keys.ages());
        }
        CommandArguments arguments = new ScriptCommand(SCRIPT, all)
                .add(exchange.session())
                .add(exchange.number())
                .add(exchange.held())
                .add(exchange.settled())
                .add(exchange.limits().messages())
                .add(exchange.limits().bytes())
                .add(exchange.limits().messageBytes())
                .add(marker)
                .add(exchange.startBy());
        deadLetters.addBounds(arguments);
        arguments.add(ends.of(exchange.queue()).name());
        for (Removal removal : exchange.removals()) {
            arguments.add(removal.position()).add(removal.disposition().name()).add(detail(removal));
        }
        return arguments;
    }

    private String detail(Removal removal) {
        return switch (removal.disposition()) {
            case BURY -> deadLetters.head(removal.reason());
            case RETURN -> removal.count().times() + "," + removal.count().firstMillisAgo();
            case SETTLE -> "";
        };
    }
}
