package dev.sluice.http;

import dev.sluice.config.RedisUrl;
import dev.sluice.config.Settings;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * {@code GET /health/serving}: the channels that the node serves and how to publish to them, for the page. Under
 * {@code /health/}, which proxies keep inside.
 */
final class ServingServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient AsyncRequests requests;
    private final transient Answer answer;

    /** @param embeddedRedisPort the port of the embedded Redis, if there is one */
    ServingServlet(AsyncRequests requests, Settings settings, OptionalInt embeddedRedisPort) {
        this.requests = requests;
        Map<String, String> ends = new LinkedHashMap<>();
        settings.queuePolicies()
                .entries()
                .forEach((name, policy) -> ends.put(name, policy.takeFrom().toString()));
        Map<String, Object> serving = new LinkedHashMap<>();
        serving.put("queues", settings.queues().texts());
        serving.put("topics", settings.topics().texts());
        serving.put("pubsubTopics", settings.pubsubTopics().texts());
        serving.put("takeFrom", ends);
        serving.put("publish", settings.isHttpPublishOn());
        embeddedRedisPort.ifPresent(port -> serving.put("embeddedRedisPort", port));
        settings.redisUrl()
                .filter(url -> url.kind() == RedisUrl.Kind.SINGLE)
                .ifPresent(url -> serving.put("redisPort", url.hosts().get(0).port()));
        answer = Answer.json(HttpServletResponse.SC_OK, serving);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        requests.answer(request, answer); // long if many names are configured
    }
}
