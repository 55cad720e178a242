package dev.sluice.config;

import java.util.Locale;

/** A setting, under the names that it has in each source. */
public enum Setting {
    CONFIG("none", "A YAML file with settings, such as `redis-url: redis://db`."),
    HOST("0.0.0.0", "The address to listen on."),
    PORT("8080", "The port to listen on; 0 takes a free one and prints it."),
    REDIS_URL(
            "none",
            "`redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS. Several hosts, comma-separated,"
                    + " are the seeds of a cluster; `?sentinel=NAME` makes them Sentinels. `embedded`: a Redis that forgets"
                    + " everything when the node stops. If not set, the same for browsers on this machine only; others and"
                    + " those behind a proxy are sent away."
                    + " [All forms](#redis-a-server-sentinels-a-cluster)."),
    QUEUES(
            "message_list",
            "Comma-separated names or patterns (`inbox:*`) of the queues that browsers may take from; `none`. The first"
                    + " name that is no pattern is the default of `/sse`."),
    QUEUE_ACK("sent", "`none`, `sent` or `client`: when a message is gone from a queue that says nothing else."),
    QUEUE_PREFETCH("1", "Mode `client`: how many unconfirmed messages one connection holds of one queue."),
    QUEUE_VISIBILITY_TIMEOUT("30s", "Mode `client`: after so long an unconfirmed message is offered again."),
    QUEUE_MAX_DELIVERIES(
            "5", "Mode `client`: after so many deliveries without a confirmation a message goes to the dead letters."),
    QUEUE_MAX_RETURNS(
            "100",
            "Mode `sent`: a message goes to the dead letters after so many returns because its browsers closed, if its"
                    + " first delivery was 10 minutes ago. Returns when a node stops, loses its lease or cuts a"
                    + " connection do not count."),
    QUEUE_FORMAT("text", "`text`, or `json`: a message is an object `{\"data\": …, \"event\": …}`."),
    QUEUE_TAKE_FROM(
            "right",
            "`right` or `left`: the end of the list that messages are taken from; `right` if producers `LPUSH`, `left` if"
                    + " they `RPUSH` (as Laravel's and many others do)."),
    DEAD_LETTERS_MAX(
            "100000",
            "How many dead letters are kept of each queue. If one more is added, the oldest is dropped and counted."),
    DEAD_LETTERS_MAX_AGE(
            "none", "How long dead letters are kept; older ones are dropped and counted when one is added."),
    TOPICS(
            "chat",
            "Comma-separated names or patterns of the stream topics: Redis streams whose events all subscribers get;"
                    + " `none`."),
    TOPIC_MAX_LENGTH(
            "10000",
            "About how many of the newest events of a stream topic are kept; more while a consumer group has not read"
                    + " them. `none`: no limit."),
    TOPIC_MAX_AGE("24h", "About how long events of a stream topic are kept; `none`: for ever."),
    TOPIC_HISTORY_CACHE(
            "private",
            "`private` or `public`: whether caches between nodes and browsers may keep full pages of history. With"
                    + " `public`, whoever can reach such a cache can read the topic, also events that were deleted since."),
    PUBSUB_TOPICS(
            "sse_messages",
            "Comma-separated names or patterns of the pub/sub topics: Redis channels, whose messages only those get who"
                    + " are connected at the moment; `none`."),
    PUBSUB_TOPIC_FORMAT("text", "The same as `SLUICE_QUEUE_FORMAT`, for the messages of pub/sub topics."),
    HEARTBEAT("15s", "After so long without a write a comment is sent; proxies must wait longer."),
    KEEP_ALIVE(
            "2m",
            "How long a connection without a request is kept open (in the jar). Keep it longer than the idle time-out of the"
                    + " load balancer or proxy in front (ALB: 60 s, Go: 90 s), or requests meet closed connections."),
    STALL_TIMEOUT(
            "30s",
            "A connection that takes or acknowledges nothing of what was written to it for so long is closed, and its"
                    + " messages go to others."),
    RETRY("3s", "When browsers come back after a cut; each gets its own delay between half of it and one and a half."),
    DRAIN_TIME(
            "5s",
            "Over how long a stopping node sends its browsers away, after a first quarter in which load balancers may see"
                    + " that it is not ready; 0: all at once."),
    SETTLE_DELAY(
            "500ms",
            "A message is settled when a later write has left this long after its own, and the connection is still there"
                    + " this long after that; in the jar on Linux its bytes must be acknowledged before. Keep it above a round trip to the browser, or a closing tab may take"
                    + " messages with it; what is not settled when a node crashes is delivered again."),
    SAFETY_POLL("2s", "How often queues are looked at although Redis has signalled nothing."),
    NODE_LEASE("10s", "After so long without a sign of a node another one returns what it had claimed."),
    MAX_MESSAGE_BYTES(
            "1048576",
            "A longer message goes to the dead letters, or is passed over in a topic; a longer body of a POST gets 413."),
    MAX_CONNECTIONS(
            "auto",
            "More are sent away with a `retry`. `auto`: as many as the limit of open files and Tomcat's `maxConnections`"
                    + " allow, less a reserve."),
    MAX_UNSETTLED(
            "262144",
            "With so many messages written and not settled the node claims no more; a quarter of it for one"
                    + " connection."),
    HTTP_PUBLISH(
            "on if embedded",
            "`on` or `off`: whether `POST /queues/NAME` and `POST /topics/NAME` are allowed, to everybody who can reach"
                    + " them."),
    ALLOWED_ORIGINS(
            "none",
            "Comma-separated origins (`https://shop.example`) whose pages may read streams and histories, and post if"
                    + " that is on. `https://*.shop.example` stands for each first label; such pages are read without"
                    + " cookies."),
    TRUSTED_PROXIES(
            "127.0.0.0/8,::1",
            "Comma-separated addresses and networks of proxies whose `X-Forwarded-Host` and `-Proto` are believed."),
    IGNORED_PARAMETERS(
            "none",
            "Comma-separated names or patterns of parameters that a proxy in front reads; any other that Sluice does not"
                    + " know is refused.");

    /** What all names in the environment start with. */
    public static final String ENVIRONMENT_PREFIX = "SLUICE_";

    /** What all names of system properties start with. */
    public static final String PROPERTY_PREFIX = "sluice.";

    private final String defaultText;
    private final String meaning;

    Setting(String defaultText, String meaning) {
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** In the environment: {@code SLUICE_REDIS_URL}. */
    public String environmentName() {
        return ENVIRONMENT_PREFIX + name();
    }

    /** In the file: {@code redis-url}. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As a system property: {@code sluice.redis-url}. */
    public String propertyName() {
        return PROPERTY_PREFIX + fileName();
    }

    /** On the command line: {@code --redis-url}. */
    public String optionName() {
        return "--" + fileName();
    }

    /** The default, as it is told to people. */
    public String defaultText() {
        return defaultText;
    }

    /** What it does, in Markdown. */
    public String meaning() {
        return meaning;
    }
}
