package dev.sluice.redis.topology;

import dev.sluice.redis.link.Replies;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A node's view of its cluster.
 *
 * @param isOk true if the node can speak for the cluster; else it may be cut off from the rest
 * @param masters by slot; null for a slot that no server has
 */
record ClusterView(boolean isOk, HostAndPort[] masters) {
    /** The commands that ask a node for its view. */
    static final List<CommandArguments> QUESTIONS = List.of(
            new CommandArguments(Command.CLUSTER).add("INFO"), new CommandArguments(Command.CLUSTER).add("SLOTS"));

    /**
     * Reads the answers.
     *
     * @param node the node that answered; it may not know its own address
     * @throws JedisDataException if an answer is an error
     */
    static ClusterView of(List<Object> answers, HostAndPort node) {
        for (Object answer : answers) {
            if (answer instanceof JedisDataException error) {
                throw error;
            }
        }
        HostAndPort[] masters = new HostAndPort[Protocol.CLUSTER_HASHSLOTS];
        for (Object entry : (List<?>) answers.get(1)) {
            List<?> range = (List<?>) entry;
            HostAndPort master = address((List<?>) range.get(2), node);
            for (int slot = number(range.get(0)); slot <= number(range.get(1)); slot++) {
                masters[slot] = master;
            }
        }
        return new ClusterView(Replies.text(answers.get(0)).contains("cluster_state:ok"), masters);
    }

    private static HostAndPort address(List<?> master, HostAndPort node) {
        String host = master.get(0) == null ? "" : Replies.text(master.get(0));
        return new HostAndPort(host.isEmpty() || host.equals("?") ? node.getHost() : host, number(master.get(1)));
    }

    private static int number(Object number) {
        return ((Long) number).intValue();
    }
}
