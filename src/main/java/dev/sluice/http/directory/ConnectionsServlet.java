package dev.sluice.http.directory;

import dev.sluice.access.Revoker;
import dev.sluice.config.Setting;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.http.streams.Streams;
import dev.sluice.store.registry.ConnectionDirectory;
import dev.sluice.store.registry.ConnectionEntry;
import dev.sluice.store.registry.ConnectionId;
import dev.sluice.store.registry.Person;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /connections}: lists the connections of all nodes. {@code DELETE /connections}: ends streams on all nodes. For
 * operators, whom a filter has checked.
 */
public final class ConnectionsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> LISTING = List.of("id", "user", "channel", "node", "limit", "after");
    private static final List<String> ENDING = List.of("id", "user", "channel", "node", "revoke");
    private static final List<String> YES = List.of("", "1", "true");

    private static final int DEFAULT = 100;

    private final transient ParameterRules rules;
    private final transient ConnectionDirectory directory;
    private final transient Streams streams;
    private final transient Optional<Revoker> revoker;
    private final transient AsyncRequests requests;

    /** @param revoker revokes tokens; empty without access control */
    public ConnectionsServlet(
            ParameterRules rules,
            ConnectionDirectory directory,
            Streams streams,
            Optional<Revoker> revoker,
            AsyncRequests requests) {
        this.rules = rules;
        this.directory = directory;
        this.streams = streams;
        this.revoker = revoker;
        this.requests = requests;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            QueryParameters parameters = rules.read(request, LISTING);
            ConnectionDirectory.Filter filter = filter(parameters);
            Optional<String> after = parameters.find("after");
            int limit =
                    QueryParameters.count("limit", parameters.find("limit"), 1).orElse(DEFAULT);
            requests.answer(request, requests.ask(() -> list(filter, after, limit)));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
        }
    }

    private Answer list(ConnectionDirectory.Filter filter, Optional<String> after, int limit) throws RefusedException {
        ConnectionDirectory.Page page;
        try {
            page = directory.list(filter, after, limit);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Problem.badRequest(
                    "The parameter \"after\" is not the \"next\" of an earlier answer to this request."));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "connections",
                page.connections().stream().map(ConnectionsServlet::members).toList());
        members.put("next", page.next().orElse(null));
        return Answer.userText(members);
    }

    /** Returns the members of a connection; those that are not known are left out, as in Redis. */
    private static Map<String, Object> members(ConnectionEntry entry) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", entry.id());
        members.put("node", entry.node());
        members.putAll(new Person(entry.user(), entry.as()).members());
        members.put("since", entry.since());
        members.put("queues", entry.queues());
        members.put("topics", entry.topics());
        return members;
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            QueryParameters parameters = rules.read(request, ENDING);
            ConnectionDirectory.Filter filter = filter(parameters);
            if (filter.equals(ConnectionDirectory.Filter.ALL)) {
                throw new RefusedException(
                        Problem.badRequest("Name the streams to end, by id, user, channel or node."));
            }
            requests.answer(request, revocation(parameters, filter.user()).thenCompose(revoked -> end(filter)));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
        }
    }

    /** Reads which connections a request selects. */
    private static ConnectionDirectory.Filter filter(QueryParameters parameters) throws RefusedException {
        Optional<String> id = parameters.find("id");
        Optional<String> node = parameters.find("node");
        if (id.isPresent()) {
            QueryParameters.connection("id", id.get());
        }
        if (node.filter(name -> !ConnectionId.isNode(name)).isPresent()) {
            throw new RefusedException(Problem.badRequest("The parameter \"node\" is not the name of a node."));
        }
        return new ConnectionDirectory.Filter(id, filled(parameters, "user"), filled(parameters, "channel"), node);
    }

    /** Refuses an empty value, which was probably forgotten, and must not select all connections. */
    private static Optional<String> filled(QueryParameters parameters, String name) throws RefusedException {
        Optional<String> value = parameters.find(name);
        if (value.filter(String::isEmpty).isPresent()) {
            throw new RefusedException(Problem.badRequest("The parameter \"" + name + "\" is empty."));
        }
        return value;
    }

    /** Revokes the tokens of a user if that is asked for: before its streams end, so that none comes back. */
    private CompletableFuture<Void> revocation(QueryParameters parameters, Optional<String> user)
            throws RefusedException {
        Optional<String> revoke = parameters.find("revoke");
        if (revoke.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (!YES.contains(revoke.get())) {
            throw new RefusedException(
                    Problem.badRequest("The parameter \"revoke\" can only be \"true\", or have no value."));
        }
        if (user.isEmpty()) {
            throw new RefusedException(
                    Problem.badRequest("\"revoke\" needs \"user\": it refuses the tokens of that user."));
        }
        if (revoker.isEmpty()) {
            throw new RefusedException(Problem.badRequest("\"revoke\" needs access control: none of "
                    + Setting.AUTH_KEY.environmentName() + ", " + Setting.AUTH_JWKS_URL.environmentName() + " and "
                    + Setting.AUTH_URL.environmentName() + " is set."));
        }
        return revoker.get().revoke(user.get());
    }

    private CompletableFuture<Answer> end(ConnectionDirectory.Filter filter) {
        return streams.end(new StreamSelection(filter.id(), filter.user(), filter.channel()), filter.node())
                .thenApply(outcome -> OutcomeAnswer.of("ended", outcome));
    }
}
