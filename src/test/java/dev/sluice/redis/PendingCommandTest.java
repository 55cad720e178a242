package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.RedisUrlParser;
import dev.sluice.redis.link.RedisAddress;
import dev.sluice.redis.link.RedisError;
import dev.sluice.redis.link.RedisErrors;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.redis.script.ScriptCommand;
import dev.sluice.redis.topology.Topologies;
import dev.sluice.redis.topology.Topology;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.JedisClusterCRC16;

class PendingCommandTest {
    private static final HostAndPort FIRST = new HostAndPort("first", 1);
    private static final HostAndPort OTHER = new HostAndPort("other", 2);
    private static final int SLOT = JedisClusterCRC16.getSlot("q");

    private final Cluster cluster = new Cluster();
    private final PendingCommand command =
            new PendingCommand(new ScriptCommand(new LuaScript("exchange.lua"), List.of("q", "sluice:{q}:x")));

    @Test
    void goesToTheServerOfItsKeys() {
        cluster.masters.put(SLOT, OTHER);
        assertEquals(OTHER, command.server(cluster));
        assertEquals(List.of(Command.EVALSHA), commands());
    }

    @Test
    void nilAnswerClosesIt() {
        assertTrue(command.take(Arrays.asList((Object) null), FIRST, cluster));
        assertTrue(command.isAnswered());
        assertNull(command.answer());
    }

    @Test
    void aServerWithoutTheScriptIsGivenIt() {
        assertTrue(take(new JedisNoScriptException("NOSCRIPT No matching script.")));
        assertEquals(FIRST, command.server(cluster));
        assertEquals(List.of(Command.SCRIPT, Command.EVALSHA), commands());
        assertTrue(command.take(List.of("sha1", 5L), FIRST, cluster));
        assertEquals(5L, command.answer());
    }

    @Test
    void refusalToLoadTheScriptIsTheAnswer() {
        JedisNoScriptException missing = new JedisNoScriptException("NOSCRIPT No matching script.");
        take(missing);
        JedisDataException refusal = new JedisDataException("NOPERM this user has no permissions");
        command.take(List.of(refusal, missing), FIRST, cluster);
        assertEquals(RedisErrors.of(refusal), command.answer());
    }

    @Test
    void followsAMovedSlotAndUpdatesTheMap() {
        assertTrue(take(new JedisMovedDataException("MOVED", OTHER, SLOT)));
        assertFalse(command.isAnswered());
        assertEquals(OTHER, command.server(cluster));
        assertEquals(OTHER, cluster.masters.get(SLOT));
        assertEquals(List.of(Command.EVALSHA), commands());
    }

    @Test
    @DisplayName("A slot on its way is asked for once, and the map does not change")
    void askRedirectionLeavesTheMap() {
        take(new JedisAskDataException("ASK", OTHER, SLOT));
        assertEquals(OTHER, command.server(cluster));
        assertEquals(FIRST, cluster.serverOf(SLOT));
        assertEquals(List.of(Command.ASKING, Command.EVALSHA), commands());
        command.take(List.of("OK", new JedisNoScriptException("NOSCRIPT No matching script.")), OTHER, cluster);
        assertEquals(List.of(Command.SCRIPT, Command.ASKING, Command.EVALSHA), commands());
    }

    @Test
    void redirectionWithoutHostMeansTheSameHost() {
        take(new JedisMovedDataException("MOVED", new HostAndPort("", 9), SLOT));
        assertEquals(new HostAndPort("first", 9), command.server(cluster));
    }

    @ParameterizedTest
    @DisplayName("What a cluster cannot do now has no answer, though the server is fine")
    @ValueSource(
            strings = {"TRYAGAIN Multiple keys request during rehashing of slot", "CLUSTERDOWN Hash slot not served"})
    void passingClusterErrorIsNoAnswer(String error) {
        assertTrue(take(new JedisDataException(error)));
        assertInstanceOf(RedisError.NoAnswer.class, command.answer());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "READONLY You can't write against a read only replica.",
                "ERR Error running script (call to f_x): @user_script:1: -READONLY You can't write",
                "NOAUTH Authentication required."
            })
    void brokenServerIsGivenUp(String error) {
        assertFalse(take(new JedisDataException(error)));
        assertTrue(command.hasFailed());
    }

    @Test
    void anyOtherErrorIsTheAnswer() {
        JedisDataException error = new JedisDataException("WRONGTYPE Operation against a key");
        assertTrue(take(error));
        assertEquals(RedisErrors.of(error), command.answer());
    }

    @Test
    void redirectionWithoutAClusterIsAnError() {
        JedisMovedDataException moved = new JedisMovedDataException("MOVED 1 other:2", OTHER, SLOT);
        command.take(List.of(moved), FIRST, Topologies.of(RedisUrlParser.parse("redis://first:1")));
        assertEquals(RedisErrors.of(moved), command.answer());
    }

    private boolean take(JedisDataException error) {
        return command.take(List.of(error), FIRST, cluster);
    }

    private List<Object> commands() {
        return command.parts().stream()
                .map(CommandArguments::getCommand)
                .map(command -> (Object) command)
                .toList();
    }

    /** All slots are on the first server, unless it is said otherwise. */
    private static final class Cluster implements Topology {
        private final Map<Integer, HostAndPort> masters = new HashMap<>();

        @Override
        public RedisAddress address() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HostAndPort serverOf(int slot) {
            return masters.getOrDefault(slot, FIRST);
        }

        @Override
        public Set<HostAndPort> servers() {
            return Set.of(FIRST);
        }

        @Override
        public boolean redirects() {
            return true;
        }

        @Override
        public void moved(int slot, HostAndPort server) {
            masters.put(slot, server);
        }
    }
}
