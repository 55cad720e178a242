package dev.sluice.standalone;

import dev.sluice.access.Right;
import dev.sluice.channel.QueueEnd;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import java.util.Optional;

/**
 * The text at the start: the address to look at, and commands to type.
 *
 * @param port the node's port
 * @param embeddedRedisPort the port of the embedded Redis, if there is one
 */
record Greeting(Settings settings, int port, Optional<Integer> embeddedRedisPort) {
    /** The topic of the page that comes with Sluice. */
    private static final String CHAT = "chat";

    /** The names that need no quoting in a shell or a URL. */
    private static final String PLAIN = "[A-Za-z0-9_:.-]+";

    @Override
    public String toString() {
        String url = "http://localhost:" + port;
        StringBuilder text = new StringBuilder("\nSluice is running.\n\n");
        Optional<String> queue = settings.queues().firstName();
        boolean hasPatternsOnly = queue.isEmpty() && !settings.queues().isEmpty();
        text.append("  Look:  ").append(url).append(hasPatternsOnly ? "/?queue=NAME\n" : "/\n");
        if (!settings.queues().isEmpty()) {
            appendPush(
                    text,
                    url,
                    queue.orElse("NAME"),
                    queue.orElse(settings.queues().texts().get(0)));
        }
        if (settings.topics().matches(CHAT) && mayPublish(CHAT)) {
            text.append("  Chat:  ").append(url).append("/chat.html\n");
        }
        if (hasPatternsOnly) {
            text.append("\n  NAME is any queue that one of these patterns allows: ")
                    .append(settings.queues())
                    .append("\n");
        }
        settings.access()
                .ifPresent(access -> text.append("\n  Access control is on: ")
                        .append(
                                access.verifiesTokens()
                                        ? "browsers need a token. To try it out: java -jar sluice.jar token --help\n"
                                        : "the application at SLUICE_AUTH_URL decides what browsers may do.\n"));
        embeddedRedisPort.ifPresent(p -> text.append(
                "\n  The node uses the embedded Redis, which forgets everything when the node stops. For your own Redis, set "
                        + Setting.REDIS_URL.environmentName() + ".\n"
                        + (settings.redisChosen()
                                ? ""
                                : "  Until then the node serves browsers on this machine only.\n")));
        return text.toString();
    }

    /** Returns true if everybody may publish over HTTP to a channel, given its configured name or pattern. */
    private boolean mayPublish(String channel) {
        return settings.isHttpPublishOn()
                && settings.access()
                        .map(on -> on.rules().everybody().permit(Right.PUBLISH, channel))
                        .orElse(true);
    }

    /** @param entry the configured name or pattern of the queue */
    private void appendPush(StringBuilder text, String url, String name, String entry) {
        String queue = quoted(name);
        boolean takenFromLeft = settings.queuePolicies().takeFrom(entry) == QueueEnd.LEFT;
        String redisCli = "redis-cli" + embeddedRedisPort.map(p -> " -p " + p).orElseGet(this::redisOptions);
        text.append("  Type:  ")
                .append(redisCli)
                .append(takenFromLeft ? " RPUSH " : " LPUSH ")
                .append(queue)
                .append(" 'Hello, browser'\n");
        if (mayPublish(entry) && queue.matches(PLAIN)) {
            text.append("  Or:    curl -d 'Hello, browser' ")
                    .append(url)
                    .append("/queues/")
                    .append(queue)
                    .append("\n");
        }
    }

    /** Returns the name as a shell takes it for one word. */
    private static String quoted(String name) {
        return name.matches(PLAIN) ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    /** Returns the options of redis-cli for the same Redis, without credentials. */
    private String redisOptions() {
        RedisUrl url = settings.redisUrl().orElseThrow();
        RedisUrl.Host host = url.hosts().get(0);
        String server = " -h " + host.name() + " -p " + host.port();
        return switch (url.kind()) {
                    case SINGLE -> server;
                    case SENTINEL ->
                        " -h <the master of " + url.sentinel().orElseThrow().master() + ">";
                    case CLUSTER -> " -c" + server;
                }
                + (url.database() == 0 ? "" : " -n " + url.database())
                + (url.tls() ? " --tls" : "");
    }
}
