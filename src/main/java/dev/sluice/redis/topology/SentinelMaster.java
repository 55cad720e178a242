package dev.sluice.redis.topology;

import dev.sluice.config.RedisUrl;
import dev.sluice.redis.link.QueryConnection;
import dev.sluice.redis.link.RedisAddress;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.link.Replies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One server has all keys: the master that the Sentinels name. All of them are asked each time, and the newest
 * configuration wins: a Sentinel that is cut off together with an old master still names that one.
 */
final class SentinelMaster implements Topology {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelMaster.class);

    private record Answer(HostAndPort master, long epoch) {}

    private final RedisAddress address;
    private final String name;
    private final Map<HostAndPort, QueryConnection> sentinels = new LinkedHashMap<>();
    private volatile Set<HostAndPort> servers = Set.of();
    private volatile boolean mustLook = true;

    SentinelMaster(RedisUrl url) {
        this.address = new RedisAddress(url, RedisAddress.TIMEOUT);
        this.name = url.sentinel().orElseThrow().master();
        for (HostAndPort sentinel : address.hosts()) {
            sentinels.put(sentinel, new QueryConnection(() -> address.connectToSentinel(sentinel)));
        }
    }

    @Override
    public RedisAddress address() {
        return address;
    }

    @Override
    public HostAndPort serverOf(int slot) {
        if (mustLook) {
            try {
                look();
            } catch (JedisConnectionException e) {
                if (servers.isEmpty()) {
                    throw e;
                }
                LOG.warn("Trying the last known master: {}", e.getMessage());
            }
        }
        return servers.iterator().next();
    }

    @Override
    public Set<HostAndPort> servers() {
        return servers;
    }

    @Override
    public void reportFailure() {
        mustLook = true;
    }

    @Override
    public synchronized boolean look() {
        Answer newest = null;
        StringBuilder faults = new StringBuilder();
        for (Map.Entry<HostAndPort, QueryConnection> sentinel : sentinels.entrySet()) {
            try {
                Answer answer = ask(sentinel.getValue());
                if (newest == null || answer.epoch() > newest.epoch()) {
                    newest = answer;
                }
            } catch (JedisConnectionException | JedisDataException e) {
                faults.append(" ")
                        .append(sentinel.getKey())
                        .append(": ")
                        .append(RedisErrors.of(e).reason());
            }
        }
        if (newest == null) {
            throw new JedisConnectionException("no Sentinel names the master " + name + ";" + faults);
        }
        Set<HostAndPort> found = Set.of(newest.master());
        boolean changed = !found.equals(servers);
        servers = found;
        mustLook = false;
        return changed;
    }

    private Answer ask(QueryConnection sentinel) {
        List<Object> answers = sentinel.ask(List.of(
                new CommandArguments(Command.SENTINEL)
                        .add("GET-MASTER-ADDR-BY-NAME")
                        .add(name),
                new CommandArguments(Command.SENTINEL).add("MASTER").add(name)));
        for (Object answer : answers) {
            if (answer instanceof JedisDataException error) {
                throw error;
            }
        }
        if (!(answers.get(0) instanceof List<?> master)) {
            throw new JedisConnectionException("knows no master " + name);
        }
        return new Answer(
                new HostAndPort(Replies.text(master.get(0)), Integer.parseInt(Replies.text(master.get(1)))),
                epoch(answers));
    }

    private static long epoch(List<Object> answers) {
        List<?> fields = (List<?>) answers.get(1);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (Replies.text(fields.get(i)).equals("config-epoch")) {
                return Long.parseLong(Replies.text(fields.get(i + 1)));
            }
        }
        return 0;
    }

    @Override
    public synchronized void close() {
        sentinels.values().forEach(QueryConnection::close);
    }
}
