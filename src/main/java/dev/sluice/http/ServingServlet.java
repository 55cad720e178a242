package dev.sluice.http;

import dev.sluice.config.NamePatterns;
import dev.sluice.config.QueueEnd;
import dev.sluice.config.Settings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** {@code GET /health/serving}: which channels the node serves and how they are published to, for the page. */
final class ServingServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    /** @param embeddedRedisPort where the embedded Redis listens, if there is one */
    ServingServlet(Settings settings, OptionalInt embeddedRedisPort) {
        NamePatterns queues = settings.queues();
        Map<String, Object> serving = new LinkedHashMap<>();
        serving.put("queues", queues.texts());
        serving.put("topics", settings.topics().texts());
        serving.put("pubsubTopics", settings.pubsubTopics().texts());
        serving.put(
                "takenFromLeft",
                queues.texts().stream()
                        .filter(text -> settings.queuePolicies().takeFrom(text) == QueueEnd.LEFT)
                        .toList());
        serving.put("publish", settings.isHttpPublishOn());
        embeddedRedisPort.ifPresent(port -> serving.put("embeddedRedisPort", port));
        answer = Answer.json(HttpServletResponse.SC_OK, serving);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer.send(response);
    }
}
