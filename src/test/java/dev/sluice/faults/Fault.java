package dev.sluice.faults;

/** What is broken, and what is promised beforehand. In the order of the table in docs/reliability.md. */
enum Fault {
    NONE("none", "sent", "each message once, in order at each browser", Fault.NEVER),
    NODE_KILLED(
            "a node is killed (`kill -9`) and started again, at once or later",
            "sent",
            Fault.NOTHING_LOST,
            "what it had sent in the last " + Fault.UNSETTLED),
    NODE_KILLED_CONFIRMED("the same", "client", Fault.NOTHING_LOST, "what browsers had got and not confirmed"),
    ONLY_NODE_KILLED(
            "the only node is killed and started again",
            "sent",
            Fault.NOTHING_LOST,
            "what it had sent in the last " + Fault.UNSETTLED),
    NODE_PAUSED(
            "a node stands still past its lease (`SIGSTOP`, 6 s) and goes on",
            "sent",
            Fault.NOTHING_LOST,
            "what it had sent in the last " + Fault.UNSETTLED + " before"),
    RECOVERY_KILLED(
            "a node is killed while it returns the claims of a dead one",
            "sent",
            "nothing lost, none twice, the old order",
            Fault.NEVER),
    ANSWER_LOST(
            "Redis' answers are cut off or cut short, on the way to the nodes",
            "sent",
            Fault.NOTHING_TWICE,
            Fault.NEVER),
    ANSWER_LATE(
            "a request reaches Redis after the node has given up its connection",
            "sent",
            Fault.NOTHING_TWICE,
            Fault.NEVER),
    REDIS_KILLED(
            "Redis is killed (`kill -9`) and started again, `appendfsync always`",
            "sent",
            Fault.NOTHING_TWICE,
            Fault.NEVER),
    NGINX_KILLED(
            "nginx is killed (`kill -9`) and started again, or reloaded",
            "sent",
            Fault.NOTHING_LOST,
            "what came in the last " + Fault.UNSETTLED + " to a browser that was cut"),
    BROWSER_SILENT(
            "browsers take what is sent to them, and neither confirm nor leave",
            "client",
            Fault.NOTHING_TWICE,
            Fault.NEVER),
    CABLE_PULLED(
            "browsers vanish without a word: their network goes down",
            "client",
            Fault.NOTHING_LOST,
            "what they had got and not confirmed"),
    CABLE_PULLED_UNCONFIRMED(
            "the same", "sent", Fault.LOST_UNDER_WAY, "what they had got in the last " + Fault.UNSETTLED);

    private static final String NEVER = "nothing";
    private static final String NOTHING_LOST = "nothing lost";
    private static final String NOTHING_TWICE = "nothing lost, nothing twice";
    private static final String LOST_UNDER_WAY = "what is sent to them until TCP gives up may be lost";
    private static final String UNSETTLED = "1.2 s";

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

    /** Whether a message may come twice. */
    boolean mayRepeat() {
        return !window.equals(NEVER);
    }

    /** Whether the mode does not promise every message. */
    boolean mayLose() {
        return promise.equals(LOST_UNDER_WAY);
    }

    /** The cells of its row that are known beforehand. */
    String cells() {
        return "| " + event + " | " + mode + " | " + promise + " | " + window + " |";
    }
}
