package dev.sluice.http.health;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.Settings;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /health/serving}: the channels that the node serves and how to publish to them, for the page. Under
 * {@code /health/}, which proxies keep inside.
 */
public final class ServingServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient AsyncRequests requests;
    private final transient Supplier<Settings> settings;
    private final transient RedisUrl redis;

    /**
     * @param settings the settings of the moment
     * @param redis the address of Redis
     */
    public ServingServlet(AsyncRequests requests, Supplier<Settings> settings, RedisUrl redis) {
        this.requests = requests;
        this.settings = settings;
        this.redis = redis;
    }

    private Map<String, Object> serving() {
        Settings now = settings.get();
        Map<String, String> ends = new LinkedHashMap<>();
        now.queuePolicies()
                .entries()
                .forEach((name, policy) -> ends.put(name, policy.takeFrom().toString()));
        Map<String, Object> serving = new LinkedHashMap<>();
        serving.put("queues", now.queues().texts());
        serving.put("topics", now.topics().texts());
        serving.put("pubsubTopics", now.pubsubTopics().texts());
        serving.put("takeFrom", ends);
        serving.put("publish", now.isHttpPublishOn());
        if (now.redisUrl().isEmpty()) {
            serving.put("embeddedRedisPort", port(redis));
        }
        now.redisUrl()
                .filter(url -> url.kind() == RedisUrl.Kind.SINGLE)
                .ifPresent(url -> serving.put("redisPort", port(url)));
        return serving;
    }

    private static int port(RedisUrl url) {
        return url.hosts().get(0).port();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        requests.answer(
                request, Answer.json(HttpServletResponse.SC_OK, serving())); // long if many names are configured
    }
}
