package dev.sluice.config;

import java.util.Locale;
import java.util.Set;

/** A setting, under the names that it has in each source. */
public enum Setting {
    CONFIG("none", "A YAML file with settings, such as `redis-url: redis://db`."),
    HOST("0.0.0.0", "The address to listen on."),
    PORT("8080", "The port to listen on. With 0, the node takes a free port and prints it."),
    REDIS_URL(
            "none",
            "Where Redis is: `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS. Several"
                    + " comma-separated hosts are nodes of a cluster, or Sentinels with `?sentinel=NAME`. `embedded`"
                    + " starts a Redis that forgets everything when the node stops. If not set, the node starts the"
                    + " embedded Redis too, but serves only browsers on the same machine, without a proxy. [All"
                    + " forms](redis.md#urls)."),
    REDIS_REQUIRED(
            "off",
            "`on` or `off`. If on, as in the [image](containers.md), the jar does not start unless `SLUICE_REDIS_URL` is"
                    + " set, to a URL or to `embedded`."),
    NAMESPACE(
            "none",
            "Sets installations on one Redis apart, such as staging and production: 1 to 32 letters, digits, `_` and `-`,"
                    + " the same on all nodes of one. Sluice's own keys and channels then start with `sluice:NAMESPACE:`."
                    + " The names of queues and topics [stay as they are](redis.md#several-installations-on-one-redis)."),
    QUEUES(
            "message_list",
            "Comma-separated names or patterns (`inbox:*`) of the queues that browsers may take from, or `none`."
                    + " `/sse` without a channel takes from the first name that is not a pattern."),
    QUEUE_ACK(
            "sent",
            "When a message is gone. `none`: it was taken from the queue. `sent`: it was written, and the"
                    + " connection proved alive after that. `client`: the browser has confirmed it."),
    QUEUE_PREFETCH("1", "Mode `client`: how many unconfirmed messages of one queue a connection may hold."),
    QUEUE_VISIBILITY_TIMEOUT(
            "30s",
            "Mode `client`: how long a browser has to confirm a message. After that the message is offered again."),
    QUEUE_MAX_DELIVERIES(
            "5", "Mode `client`: after this many deliveries without a confirmation, a message becomes a dead letter."),
    QUEUE_MAX_RETURNS(
            "100",
            "Mode `sent`: a message becomes a dead letter once it has returned this often because its browsers"
                    + " closed and its first delivery was at least 10 minutes ago. Returns because the node stops,"
                    + " loses its lease or cuts the connection do not count."),
    QUEUE_FORMAT(
            "text",
            "`text`: a message is the data of its event. `json`: a message is an object `{\"data\": …,"
                    + " \"event\": …}`."),
    QUEUE_TAKE_FROM(
            "right",
            "The end of the list that messages are taken from and returned to: `right` if producers `LPUSH`,"
                    + " `left` if they `RPUSH`, as Laravel and many others do."),
    DEAD_LETTERS_MAX(
            "100000",
            "How many dead letters each queue keeps. When one more is added, the oldest is dropped and counted."),
    DEAD_LETTERS_MAX_AGE(
            "none",
            "How long dead letters are kept; `none`: for ever. When one is added, older ones are dropped and"
                    + " counted."),
    TOPICS(
            "chat",
            "Comma-separated names or patterns of the stream topics, or `none`. A stream topic is a Redis stream"
                    + " whose events go to all subscribers."),
    TOPIC_MAX_LENGTH(
            "10000",
            "About how many of the newest events a stream topic keeps. It keeps more if a consumer group has not"
                    + " read them. `none`: no limit."),
    TOPIC_MAX_AGE("24h", "About how long a stream topic keeps events; `none`: for ever."),
    TOPIC_HISTORY_CACHE(
            "private",
            "`private` or `public`: whether caches between nodes and browsers may keep full pages of history."
                    + " With `public`, anybody who can reach such a cache can read the topic, including events that have"
                    + " since been deleted."),
    PUBSUB_TOPICS(
            "sse_messages",
            "Comma-separated names or patterns of the pub/sub topics, or `none`. A pub/sub topic is a Redis"
                    + " channel; its messages go to the browsers that are connected at that moment."),
    PUBSUB_TOPIC_FORMAT("text", "`text` or `json`, as in `SLUICE_QUEUE_FORMAT`."),
    HEARTBEAT(
            "15s",
            "How long a stream may be silent before the node writes a comment. Proxies must wait longer than"
                    + " this."),
    KEEP_ALIVE(
            "2m",
            "How long a connection to the jar stays open between requests. Keep this above the idle timeout of"
                    + " the load balancer or proxy in front (ALB: 60 s, Go: 90 s). Otherwise requests arrive on"
                    + " connections that are being closed."),
    STALL_TIMEOUT(
            "30s",
            "How long a connection may go without taking or acknowledging anything that was written to it. After"
                    + " that the node closes it, and its messages go to other browsers."),
    RETRY(
            "3s",
            "How long browsers wait before they reconnect. Each gets its own delay, from half of this to one and"
                    + " a half times this."),
    DRAIN_TIME(
            "5s",
            "How long a stopping node takes to send its browsers away. In the first quarter it only reports that"
                    + " it is not ready, so that load balancers can see it. With 0, it sends all browsers away at once."),
    SETTLE_DELAY(
            "500ms",
            "Mode `sent`: how long the node waits between the three steps that settle a message. First the"
                    + " message is written (in the jar on Linux also acknowledged), then a later write leaves, then the"
                    + " connection is still there. Keep this above a round trip to the browser. Otherwise messages can"
                    + " be lost when a tab closes. Messages that are not settled when a node crashes are delivered"
                    + " again."),
    SAFETY_POLL("2s", "How often the node polls its queues and topics if Redis signals nothing."),
    NODE_LEASE("10s", "How long a node may be silent before other nodes return its claimed messages to the queues."),
    MAX_MESSAGE_BYTES(
            "1048576",
            "The longest message. A queue moves a longer one to its dead letters, a topic skips it. A longer POST"
                    + " body is refused with 413."),
    MAX_CONNECTIONS(
            "auto",
            "How many streams the node holds. Further browsers are told to reconnect later. `auto`: the limit of"
                    + " open files or the servlet container's limit of connections, whichever is lower, less 200."),
    MAX_UNSETTLED(
            "262144",
            "How many messages may be written and not settled. At this number, the node claims no more. One"
                    + " connection may have a quarter of it."),
    HTTP_PUBLISH(
            "on if embedded, or with access control",
            "`on` or `off`: whether `POST /queues/NAME`, `/topics/NAME` and `/publish` are accepted: from everybody who can"
                    + " reach the node, or with [access control](security.md#access-control) from those to whom it"
                    + " grants this."),
    PUBLISH_KEY_AGE(
            "24h",
            "How long the [key](http.md#post-publish) of a published message is kept: 1s to 720h. What is published again"
                    + " with the same key meanwhile is recognized."),
    ALLOWED_ORIGINS(
            "none",
            "Comma-separated origins (`https://shop.example`) whose pages may read streams and histories, and"
                    + " publish if `SLUICE_HTTP_PUBLISH` is on. `https://*.shop.example` stands for any first label; pages"
                    + " of such origins cannot send cookies."),
    TRUSTED_PROXIES(
            "127.0.0.0/8,::1",
            "Comma-separated addresses and networks of proxies whose `X-Forwarded-Host` and `X-Forwarded-Proto`"
                    + " are believed."),
    IGNORED_PARAMETERS(
            "none",
            "Comma-separated names or patterns of query parameters that Sluice ignores, because a proxy in front"
                    + " reads them. Any other unknown parameter is refused with 400."),
    AUTH_KEY(
            "none",
            "The keys that sign tokens, comma-separated: a secret of at least 32 bytes (HS256; from 48 bytes HS384, from"
                    + " 64 bytes HS512), a public key in PEM (RS, PS, ES, EdDSA), or `file:PATH` of a file with keys. Turns"
                    + " [access control](security.md#access-control) on."),
    AUTH_JWKS_URL(
            "none",
            "The address of the issuer's keys (JWKS). They are read again every 5 minutes, and for a token with an"
                    + " unknown key. Turns access control on; needs `SLUICE_AUTH_ISSUER` and `SLUICE_AUTH_AUDIENCE`."),
    AUTH_ISSUER("none", "What the claim `iss` of a token must be; `*`: anything."),
    AUTH_AUDIENCE(
            "none",
            "What the claim `aud` of a token must be or contain; `*`: anything. Without this setting, a token that has"
                    + " the claim is refused."),
    AUTH_MAX_LIFETIME("24h", "How far away the expiry of a token may be."),
    AUTH_COOKIE("sluice_token", "The cookie that may have a token."),
    AUTH_URL(
            "none",
            "The address of the application that is [asked](security.md#the-application-decides) what a browser may do,"
                    + " if its token and the other settings do not grant it. Turns access control on."),
    GRANT_TAKE(
            "none",
            "Comma-separated names, patterns or templates of queues that clients with a valid token may take from."
                    + " `inbox:{sub}` is a queue for each user."),
    GRANT_READ("none", "The same for topics and their history, to read."),
    GRANT_PUBLISH("none", "The same for queues and topics, to publish."),
    ANONYMOUS_TAKE("none", "Comma-separated names or patterns of queues that everybody may take from."),
    ANONYMOUS_READ("none", "The same for topics and their history, to read."),
    ANONYMOUS_PUBLISH("none", "The same for queues and topics, to publish."),
    ADMIN_TOKEN(
            "none",
            "The secret of operators, at least 20 bytes, for `/admin/`, `/connections` and, without a grant, `/direct`."
                    + " If it is not set, they answer 403."),
    METRICS_TOKEN("none", "The secret that `/metrics` needs, as a Bearer token."),
    PRESENCE(
            "none",
            "Comma-separated names or patterns of the topics, stream or pub/sub, that have a"
                    + " [presence](presence.md#presence-of-a-topic): `GET /topics/NAME/presence` lists the persons who"
                    + " have one, and browsers that have it are told who joins and leaves."),
    LIFECYCLE(
            "off",
            "`on` or `off`. If on, nodes add each connect and disconnect to the Redis stream"
                    + " [`sluice:lifecycle`](presence.md#connects-and-disconnects), which keeps about the last 100,000."),
    STREAM_MAX_AGE(
            "none",
            "How long a stream lasts at most. Each ends after three quarters of this or more, and its browser comes"
                    + " back."),
    LOG_FORMAT(
            "text",
            "`text`, or `json`: each line of the log is [one JSON object](operations.md#logs), from the first.");

    /** The settings whose value is a secret, or has one. */
    private static final Set<String> SECRETS =
            Set.of("REDIS_URL", "AUTH_KEY", "AUTH_JWKS_URL", "AUTH_URL", "ADMIN_TOKEN", "METRICS_TOKEN");

    /** The prefix of all names in the environment. */
    public static final String ENVIRONMENT_PREFIX = "SLUICE_";

    /** The prefix of all names of system properties. */
    public static final String PROPERTY_PREFIX = "sluice.";

    /** The environment variable with the token that commands of the jar send to a node; it is no setting. */
    public static final String TOKEN_VARIABLE = "SLUICE_TOKEN";

    private final String defaultText;
    private final String meaning;

    Setting(String defaultText, String meaning) {
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** Returns the name in the environment: {@code SLUICE_REDIS_URL}. */
    public String environmentName() {
        return ENVIRONMENT_PREFIX + name();
    }

    /** Returns the name in the file: {@code redis-url}. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name as a system property: {@code sluice.redis-url}. */
    public String propertyName() {
        return PROPERTY_PREFIX + fileName();
    }

    /** Returns the name on the command line: {@code --redis-url}. */
    public String optionName() {
        return "--" + fileName();
    }

    /** Returns true if the value must not be shown. */
    boolean isSecret() {
        return SECRETS.contains(name());
    }

    /** Returns the default, as people read it. */
    public String defaultText() {
        return defaultText;
    }

    /** Returns the description, in Markdown. */
    public String meaning() {
        return meaning;
    }
}
