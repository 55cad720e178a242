package dev.sluice.http.presence;

import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.channel.NamePatterns;
import dev.sluice.config.Setting;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.Person;
import dev.sluice.store.registry.Presence;
import dev.sluice.time.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /topics/NAME/presence}: who has a topic, on all nodes. */
public final class PresenceResponder {
    private static final List<String> PARAMETERS = List.of("limit", "token");

    private final ParameterRules rules;
    private final NamePatterns named;
    private final RequestAccess access;
    private final AsyncRequests requests;
    private final PresenceCache presences;

    /** @param named the topics that have a presence */
    public PresenceResponder(
            ParameterRules rules,
            NamePatterns named,
            RequestAccess access,
            ConnectionDirectory directory,
            AsyncRequests requests,
            Ticker ticker) {
        this.rules = rules;
        this.named = named;
        this.access = access;
        this.requests = requests;
        this.presences = new PresenceCache(
                topic -> requests.ask(() -> directory.presence(topic, ConnectionDirectory.MAX)), ticker);
    }

    /**
     * @param topic the name of a topic that is served here
     * @throws RefusedException if the topic has no presence, or a parameter is malformed
     */
    public void respond(String topic, HttpServletRequest request) throws RefusedException {
        if (!named.matches(topic)) {
            throw new RefusedException(Problem.notFound("The topic \"" + topic + "\" has no presence: "
                    + Setting.PRESENCE.environmentName() + " does not name it."));
        }
        QueryParameters parameters = rules.read(request, PARAMETERS);
        int limit = QueryParameters.count("limit", parameters.find("limit"), 0).orElse(ConnectionDirectory.MAX);
        Optional<String> token = parameters.find("token");
        requests.answer(
                request,
                access.decide(request, token, () -> List.of(new Need(Right.READ, topic)))
                        .thenCompose(permitted -> presences.of(topic))
                        .thenApply(presence -> answer(presence, limit)));
    }

    static Answer answer(Presence presence, int limit) {
        List<Map<String, String>> users =
                presence.listed().stream().limit(limit).map(Person::members).toList();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("connections", presence.connections());
        members.put("users", users);
        members.put("more", Math.max(0, presence.persons() - users.size()));
        return Answer.userText(members);
    }
}
