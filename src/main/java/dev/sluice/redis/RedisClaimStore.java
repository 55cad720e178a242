package dev.sluice.redis;

import dev.sluice.delivery.ClaimStore;
import dev.sluice.delivery.Exchange;
import dev.sluice.delivery.ExchangeResult;
import dev.sluice.delivery.Pop;
import dev.sluice.delivery.StoreUnavailableException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Queues are Redis lists, and claims lie in lists beside them. */
public final class RedisClaimStore implements ClaimStore {
    /** Keys in one EXISTS: few commands for many queues, and none that keeps Redis busy for long. */
    private static final int KEYS_PER_LOOK = 500;

    private final RedisServers servers;
    private final ExchangeCommand exchange;
    private final PopCommand pop;

    /**
     * @param servers where the queues are
     * @param marker unguessable, and another for each node
     */
    public RedisClaimStore(RedisServers servers, String marker) {
        this.servers = servers;
        this.exchange = new ExchangeCommand(marker, InstantSource.system());
        this.pop = new PopCommand(InstantSource.system());
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
        if (names.isEmpty()) {
            ping();
            return names;
        }
        List<List<String>> looks = new ArrayList<>();
        for (int from = 0; from < names.size(); from += KEYS_PER_LOOK) {
            looks.add(names.subList(from, Math.min(from + KEYS_PER_LOOK, names.size())));
        }
        List<Object> answers = servers.ask(looks.stream()
                .map(keys -> new CommandArguments(Command.EXISTS).keys(keys))
                .toList());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            // Not "!= 0": an error says nothing, so these may hold messages.
            if (!Long.valueOf(0).equals(answers.get(i))) {
                found.addAll(looks.get(i));
            }
        }
        return found;
    }

    private void ping() {
        Object answer = servers.ask(List.of(new CommandArguments(Command.PING))).get(0);
        if (answer instanceof JedisDataException refusal) {
            throw new StoreUnavailableException("Redis cannot be used: " + refusal.getMessage(), refusal);
        }
    }

    @Override
    public boolean signalsPushes() {
        return servers.signalsPushes();
    }
}
