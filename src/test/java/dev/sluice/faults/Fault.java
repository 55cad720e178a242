package dev.sluice.faults;

/** What is broken, and what is promised beforehand. In the order of the table in docs/reliability.md. */
enum Fault {
    NONE("nothing", "sent", "once, in order at each browser", Fault.NEVER),
    NODE_KILLED(Fault.A_NODE_KILLED, "sent", Fault.NOTHING_LOST, Fault.UNSETTLED + "the kill"),
    NODE_KILLED_CONFIRMED(Fault.A_NODE_KILLED, "client", Fault.NOTHING_LOST, "what was not confirmed"),
    NODE_KILLED_POPPED(
            Fault.A_NODE_KILLED, "none", "nothing twice; messages that it had popped may be lost", Fault.NEVER),
    ONLY_NODE_KILLED("the only node killed (`kill -9`)", "sent", Fault.NOTHING_LOST, Fault.UNSETTLED + "the kill"),
    NODE_PAUSED(
            "a node stopped past its lease (`SIGSTOP`), then continued",
            "sent",
            Fault.NOTHING_LOST,
            Fault.UNSETTLED + "the stop"),
    RECOVERY_KILLED(
            "a node killed while it recovers a thousand queues",
            "sent",
            "nothing lost, nothing twice, the old order",
            Fault.NEVER),
    ANSWER_LOST(
            "answers of Redis dropped, cut in the middle, or late", "sent", Fault.NOTHING_LOST_OR_TWICE, Fault.NEVER),
    ANSWER_LATE(
            "a request that reaches Redis after its connection was given up",
            "sent",
            Fault.NOTHING_LOST_OR_TWICE,
            Fault.NEVER),
    REDIS_KILLED(
            "Redis killed (`kill -9`), with `appendfsync always`", "sent", Fault.NOTHING_LOST_OR_TWICE, Fault.NEVER),
    REDIS_EMPTIED(
            "Redis killed (`kill -9`), without a file",
            "sent",
            "messages that Redis did not keep may be lost",
            Fault.UNSETTLED + "the nodes notice"),
    SENTINEL_FAILOVER(
            "the master killed, Sentinel fails over; pushes with `WAIT 1`",
            "sent",
            Fault.NOTHING_LOST,
            Fault.UNSETTLED + "it, or not replicated"),
    CLUSTER_FAILOVER(
            "a master of a Cluster killed; pushes with `WAIT 1`",
            "sent",
            Fault.NOTHING_LOST,
            Fault.UNSETTLED + "it, or not replicated"),
    MASTER_SWAPPED(
            "the master becomes a replica behind its own address; pushes with `WAIT 1`",
            "sent",
            Fault.NOTHING_LOST_OR_TWICE,
            Fault.NEVER),
    SLOT_MOVED("the queue's slot moved to another master", "sent", Fault.NOTHING_LOST_OR_TWICE, Fault.NEVER),
    NODES_RESTARTED("three nodes restarted in turn (`SIGTERM`)", "sent", Fault.NOTHING_LOST_OR_TWICE, Fault.NEVER),
    CONTAINERS_STOPPED(
            "Tomcat and Jetty with the WAR stopped in turn (`SIGTERM`)",
            "sent",
            Fault.NOTHING_LOST_OR_TWICE,
            Fault.NEVER),
    NGINX_KILLED("nginx killed (`kill -9`), and reloaded", "sent", Fault.NOTHING_LOST, Fault.UNSETTLED + "a cut"),
    BROWSER_SILENT("browsers that stop reading and confirming", "client", Fault.NOTHING_LOST_OR_TWICE, Fault.NEVER),
    CABLE_PULLED(
            "browsers vanish from the network without a FIN", "client", Fault.NOTHING_LOST, "what was not confirmed"),
    CABLE_PULLED_UNCONFIRMED(
            "browsers vanish from the network without a FIN", "sent", Fault.NOTHING_LOST, Fault.UNSETTLED + "it"),
    SLOW_TAB_CLOSED(
            "a tab that reads 20 kB/s closes with 120 kB unread", "sent", Fault.NOTHING_LOST, Fault.UNACKNOWLEDGED),
    SLOW_BROWSER_CUT("the node cuts a browser that reads 2 kB/s", "sent", Fault.NOTHING_LOST, Fault.UNACKNOWLEDGED);

    private static final String A_NODE_KILLED = "one of three nodes killed (`kill -9`)";
    private static final String NOTHING_LOST = "nothing lost";
    private static final String NOTHING_LOST_OR_TWICE = "nothing lost, nothing twice";
    private static final String NEVER = "nothing";
    private static final String UNACKNOWLEDGED =
            "what it had not acknowledged, and what was sent with it or within 1.3 s before it";
    private static final String UNSETTLED = "what was sent within 1.3 s before ";

    private final String event;
    private final String mode;
    private final String promise;
    private final String window;

    Fault(String event, String mode, String promise, String window) {
        this.event = event;
        this.mode = mode;
        this.promise = promise;
        this.window = window;
    }

    /** Whether messages may come twice. */
    boolean mayRepeat() {
        return !window.equals(NEVER);
    }

    /** Whether the mode does not promise every message. */
    boolean mayLose() {
        return promise.endsWith("may be lost");
    }

    /** The cells of its row that are known beforehand. */
    String cells() {
        return "| " + event + " | " + mode + " | " + promise + " | " + window + " |";
    }
}
