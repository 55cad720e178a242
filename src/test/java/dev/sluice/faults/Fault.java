package dev.sluice.faults;

/** What is broken, and what is promised beforehand. In the order of the table in docs/reliability.md. */
enum Fault {
    NONE("none", "sent", "each message once, in order at each browser", Fault.NEVER),
    ANSWER_LOST(
            "Redis' answers are cut off or cut short, on the way to the nodes",
            "sent",
            "nothing lost, nothing twice",
            Fault.NEVER),
    ANSWER_LATE(
            "a request reaches Redis after the node has given up its connection",
            "sent",
            "nothing lost, nothing twice",
            Fault.NEVER),
    REDIS_KILLED(
            "Redis is killed (`kill -9`) and started again, `appendfsync always`",
            "sent",
            "nothing lost, nothing twice",
            Fault.NEVER),
    NGINX_KILLED(
            "nginx is killed (`kill -9`) and started again, or reloaded",
            "sent",
            "nothing lost",
            "what came in the last " + Fault.UNSETTLED + " to a browser that was cut");

    private static final String NEVER = "nothing";
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

    /** The cells of its row that are known beforehand. */
    String cells() {
        return "| " + event + " | " + mode + " | " + promise + " | " + window + " |";
    }
}
