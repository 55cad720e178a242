package dev.sluice.redis;

import dev.sluice.delivery.Disposition;
import dev.sluice.delivery.Pop;
import dev.sluice.delivery.Stray;
import java.time.InstantSource;
import redis.clients.jedis.CommandArguments;

/** Speaks {@code pop.lua}: makes its arguments. */
final class PopCommand {
    private static final LuaScript SCRIPT = new LuaScript("pop.lua");

    private final InstantSource clock;

    /** @param clock tells the time of death */
    PopCommand(InstantSource clock) {
        this.clock = clock;
    }

    CommandArguments arguments(Pop pop) {
        QueueKeys keys = new QueueKeys(pop.queue());
        long longest = pop.limits().messageBytes();
        CommandArguments arguments = new ScriptCommand(SCRIPT, 3)
                .key(pop.queue())
                .key(keys.dead())
                .key(keys.sessions())
                .add(pop.limits().messages())
                .add(pop.limits().bytes())
                .add(longest)
                .add(head("has more than " + longest + " bytes, the limit"));
        for (Stray stray : pop.strays()) {
            arguments
                    .add(stray.disposition().name())
                    .add(stray.disposition() == Disposition.BURY ? head(stray.reason()) : "")
                    .add(stray.message().payload());
        }
        return arguments;
    }

    private String head(String reason) {
        return new DeadLetterHead(reason, clock.instant()).toJsonLine();
    }
}
