package dev.sluice.testing;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node says at {@code /health/ready}.
 *
 * @param status of the answer
 * @param json its body
 */
public record Readiness(int status, JsonNode json) {
    static Readiness of(HttpResponse<String> answer) {
        return new Readiness(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    public boolean isReady() {
        return status == 200;
    }

    /** Whether it takes browsers, ready or not. */
    public boolean isAccepting() {
        return json.get("accepting").asBoolean();
    }

    /** The node's name. */
    public String node() {
        return json.get("node").asString();
    }

    /** Why it is not ready. */
    public List<String> reasons() {
        return texts("reasons");
    }

    public List<String> warnings() {
        return texts("warnings");
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        json.get(name).forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
