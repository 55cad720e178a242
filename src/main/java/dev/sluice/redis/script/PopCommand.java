package dev.sluice.redis.script;

import dev.sluice.channel.QueueEnds;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Pop;
import dev.sluice.store.queue.Stray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import redis.clients.jedis.CommandArguments;

/** Makes the arguments of {@code pop.lua}. */
public final class PopCommand {
    private static final LuaScript SCRIPT = new LuaScript("queue.lua", "pop.lua");

    private final Keyspace keyspace;
    private final DeadLetterArguments deadLetters;

    private final QueueEnds ends;
    private final Predicate<String> expires;

    /**
     * @param ends the end to take from, by queue
     * @param expires true if the queue's messages expire, or did
     */
    public PopCommand(Keyspace keyspace, DeadLetterArguments deadLetters, QueueEnds ends, Predicate<String> expires) {
        this.keyspace = keyspace;
        this.deadLetters = deadLetters;
        this.ends = ends;
        this.expires = expires;
    }

    public CommandArguments arguments(Pop pop) {
        ChannelKeys keys = keyspace.channel(pop.queue());
        long longest = pop.limits().messageBytes();
        List<String> all = new ArrayList<>(List.of(pop.queue(), keys.dead(), keys.sessions(), keys.expiry()));
        if (expires.test(pop.queue())) {
            all.add(keys.ages());
        }
        CommandArguments arguments = new ScriptCommand(SCRIPT, all)
                .add(pop.limits().messages())
                .add(pop.limits().bytes())
                .add(longest)
                .add(deadLetters.head("has more than " + longest + " bytes"));
        deadLetters.addBounds(arguments);
        arguments.add(ends.of(pop.queue()).name());
        for (Stray stray : pop.strays()) {
            arguments
                    .add(stray.disposition().name())
                    .add(stray.disposition() == Disposition.BURY ? deadLetters.head(stray.reason()) : "")
                    .add(stray.message().payload());
        }
        return arguments;
    }
}
