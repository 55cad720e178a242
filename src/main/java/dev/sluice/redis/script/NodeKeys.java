package dev.sluice.redis.script;

import dev.sluice.channel.NamePatterns;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The names of the keys that nodes have in common. All lie in one cluster slot, and none is a queue's. */
public final class NodeKeys {
    // No queue has this tag, since no queue's name starts like Sluice's own keys.
    private static final String BASE = NamePatterns.OWN_PREFIX + "{" + NamePatterns.OWN_PREFIX + "nodes}:";

    private NodeKeys() {}

    /** The sorted set of incarnations by the end of their lease, in milliseconds since 1970 by the server's clock. */
    public static String leases() {
        return BASE + "leases";
    }

    /** The set of incarnations whose claims are to be returned. */
    public static String lapsed() {
        return BASE + "lapsed";
    }

    /** The list of the confirmations of a node's messages that other nodes received. */
    public static String confirmations(String node) {
        return BASE + "confirmations:" + node;
    }

    /** The set of queues on which an incarnation may hold claims. */
    public static String queues(String incarnation) {
        return BASE + "queues:" + incarnation;
    }

    /**
     * A write that changes nothing: a master that became a replica still answers reads, but refuses writes. A full
     * Redis accepts this one, since it needs no memory.
     */
    public static CommandArguments writeProof() {
        return new CommandArguments(Command.ZREM).key(leases()).add("");
    }
}
