package dev.sluice.redis;

import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.ChannelKeys;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.NodeKeys;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.ReturnResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The leases of nodes in a sorted set, and the queues of each node in a set of its own. */
public final class RedisLeaseStore implements LeaseStore {
    private static final LuaScript RENEW = new LuaScript("renew.lua");
    private static final LuaScript ENLIST = new LuaScript("enlist.lua");
    private static final LuaScript RECOVER = new LuaScript("queue.lua", "recover.lua");

    // Bounds on how long one call keeps Redis busy; what is beyond them comes with the next.
    private static final int LAPSED_PER_RENEWAL = 100;
    private static final int QUEUES_PER_LOOK = 200;

    private final RedisServers servers;
    private final NodeKeys nodes;
    private final Predicate<String> expires;

    /**
     * @param servers the servers with the queues and the claims on them
     * @param expires true if the queue's messages expire, or did
     */
    public RedisLeaseStore(RedisServers servers, Predicate<String> expires) {
        this.servers = servers;
        this.expires = expires;
        this.nodes = servers.keys().nodes();
    }

    @Override
    public Renewal renew(String incarnation, boolean joins, Duration lease) {
        List<?> answer = (List<?>) ask(new ScriptCommand(RENEW, List.of(nodes.leases(), nodes.lapsed()))
                .add(incarnation)
                .add(joins ? 1 : 0)
                .add(lease.toMillis())
                .add(LAPSED_PER_RENEWAL));
        return new Renewal(
                Replies.isOne(answer.get(0)), (Long) answer.get(1), Replies.texts(answer.subList(2, answer.size())));
    }

    @Override
    public boolean enlist(String incarnation, Collection<String> queues) {
        Object noted = ask(new ScriptCommand(ENLIST, List.of(nodes.leases(), nodes.queues(incarnation)))
                .add(incarnation)
                .addObjects(queues));
        return Replies.isOne(noted);
    }

    @Override
    public void delist(String incarnation, Collection<String> queues) {
        ask(new CommandArguments(Command.SREM).key(nodes.queues(incarnation)).addObjects(queues));
    }

    @Override
    public Page enlisted(String incarnation, String from) {
        List<?> answer = (List<?>) ask(new CommandArguments(Command.SSCAN)
                .key(nodes.queues(incarnation))
                .add(from)
                .add("COUNT")
                .add(QUEUES_PER_LOOK));
        return new Page(Replies.texts(answer.get(1)), Replies.text(answer.get(0)));
    }

    @Override
    public OrphanSearch orphans(String incarnation, Collection<String> queues) {
        List<String> names = List.copyOf(queues);
        List<Object> answers = servers.ask(names.stream()
                .map(queue -> new CommandArguments(Command.HKEYS)
                        .key(servers.keys().channel(queue).sessions()))
                .toList());
        List<Orphan> orphans = new ArrayList<>();
        Map<String, ReturnResult> failed = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String queue = names.get(i);
            if (answers.get(i) instanceof RedisError error) {
                failed.put(queue, failure(error));
            } else {
                Replies.texts(answers.get(i)).stream()
                        .filter(session -> session.startsWith(incarnation + "."))
                        .forEach(session -> orphans.add(new Orphan(queue, session)));
            }
        }
        return new OrphanSearch(orphans, failed);
    }

    @Override
    public List<ReturnResult> recover(List<Orphan> orphans) {
        return servers.ask(orphans.stream().map(this::recovery).toList()).stream()
                .map(answer ->
                        answer instanceof RedisError error ? failure(error) : new ReturnResult.Returned((Long) answer))
                .toList();
    }

    private static ReturnResult failure(RedisError error) {
        return error.isOfServer() ? new ReturnResult.Unanswered() : new ReturnResult.Refused(error.refusal("list"));
    }

    private CommandArguments recovery(Orphan orphan) {
        ChannelKeys keys = servers.keys().channel(orphan.queue());
        List<String> all = new ArrayList<>(
                List.of(orphan.queue(), keys.processing(orphan.session()), keys.sessions(), keys.expiry()));
        if (expires.test(orphan.queue())) {
            all.add(keys.ages());
        }
        return new ScriptCommand(RECOVER, all).add(orphan.session());
    }

    @Override
    public void lapse(String incarnation, Collection<String> queues) {
        if (!queues.isEmpty()) {
            ask(new CommandArguments(Command.SADD)
                    .key(nodes.queues(incarnation))
                    .addObjects(queues));
        }
        ask(new CommandArguments(Command.SADD).key(nodes.lapsed()).add(incarnation));
        ask(new CommandArguments(Command.ZREM).key(nodes.leases()).add(incarnation));
    }

    @Override
    public void forget(String incarnation) {
        ask(new CommandArguments(Command.ZREM).key(nodes.leases()).add(incarnation));
        ask(new CommandArguments(Command.DEL).key(nodes.queues(incarnation)));
        ask(new CommandArguments(Command.SREM).key(nodes.lapsed()).add(incarnation));
    }

    private Object ask(CommandArguments command) {
        Object answer = servers.ask(List.of(command)).get(0);
        if (answer instanceof RedisError error) {
            throw servers.unavailable(error);
        }
        return answer;
    }
}
