package dev.sluice.redis;

import dev.sluice.channel.DeadLetterBounds;
import dev.sluice.channel.QueueEnds;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.script.DeadLetterArguments;
import dev.sluice.redis.script.ExchangeCommand;
import dev.sluice.redis.script.ExchangeReply;
import dev.sluice.redis.script.PopCommand;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** A claim store with queues as Redis lists, and claims in lists beside them. */
public final class RedisClaimStore implements ClaimStore {
    private final RedisServers servers;
    private final ExchangeCommand exchange;
    private final PopCommand pop;

    /**
     * @param servers the servers with the queues
     * @param deadLetters the bounds on each queue's dead letters now; called by the delivering thread
     * @param ends the end to take from, by queue
     * @param expires true if the queue's messages expire; called by the delivering thread
     */
    public RedisClaimStore(
            RedisServers servers,
            Supplier<DeadLetterBounds> deadLetters,
            QueueEnds ends,
            Predicate<String> expires,
            InstantSource clock) {
        this.servers = servers;
        DeadLetterArguments letters = new DeadLetterArguments(deadLetters, clock);
        this.exchange = new ExchangeCommand(servers.keys(), letters, ends, expires);
        this.pop = new PopCommand(servers.keys(), letters, ends, expires);
    }

    @Override
    public List<ExchangeResult> exchange(List<Exchange> exchanges) {
        return results(exchanges.stream().map(exchange::arguments).toList());
    }

    @Override
    public List<ExchangeResult> pop(List<Pop> pops) {
        return results(pops.stream().map(pop::arguments).toList());
    }

    private List<ExchangeResult> results(List<CommandArguments> commands) {
        return servers.ask(commands).stream().map(ExchangeReply::read).toList();
    }

    @Override
    public Collection<String> withMessages(Collection<String> queues) {
        servers.listen();
        List<String> names = List.copyOf(queues);
        List<List<String>> looks = new ArrayList<>();
        int keys = servers.topology().keysPerCommand();
        for (int from = 0; from < names.size(); from += keys) {
            looks.add(names.subList(from, Math.min(from + keys, names.size())));
        }
        List<CommandArguments> commands = new ArrayList<>();
        looks.forEach(look -> commands.add(new CommandArguments(Command.EXISTS).keys(look)));
        commands.add(servers.keys().nodes().writeProof());
        List<Object> answers = servers.ask(commands);
        if (answers.get(looks.size()) instanceof RedisError error && !error.isOfServer()) {
            throw servers.unavailable(error);
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            if (mayHaveMessages(answers.get(i))) {
                found.addAll(looks.get(i));
            }
        }
        return found;
    }

    /** An error says nothing, so there may be some. Without an answer nobody can take them before the next look. */
    private static boolean mayHaveMessages(Object answer) {
        return !Long.valueOf(0).equals(answer) && !(answer instanceof RedisError error && error.isOfServer());
    }

    @Override
    public boolean signalsPushes() {
        return servers.signalsPushes();
    }
}
