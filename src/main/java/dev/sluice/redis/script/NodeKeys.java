package dev.sluice.redis.script;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The names of the keys that nodes have in common. All lie in one cluster slot, and none is a queue's. Immutable. */
public final class NodeKeys {
    private final String base;

    /** @param base the beginning of all of them, with their hash tag */
    NodeKeys(String base) {
        this.base = base;
    }

    /** The sorted set of incarnations by the end of their lease, in milliseconds since 1970 by the server's clock. */
    public String leases() {
        return base + "leases";
    }

    /** The set of incarnations whose claims are to be returned. */
    public String lapsed() {
        return base + "lapsed";
    }

    /** The list of the confirmations of a node's messages that other nodes received. */
    public String confirmations(String node) {
        return base + "confirmations:" + node;
    }

    /** The set of queues on which an incarnation may hold claims. */
    public String queues(String incarnation) {
        return base + "queues:" + incarnation;
    }

    /** The text that the node has put there which carries out a repeated task; expires. */
    public String turn(String task) {
        return base + "turn:" + task;
    }

    /**
     * A write that changes nothing: a master that became a replica still answers reads, but refuses writes. A full
     * Redis accepts this one, since it needs no memory.
     */
    public CommandArguments writeProof() {
        return new CommandArguments(Command.ZREM).key(leases()).add("");
    }
}
