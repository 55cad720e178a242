package dev.sluice.http;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.http.access.AuthorizedRequests;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.limits.RequestLimit;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.Streams;
import dev.sluice.store.registry.ConnectionId;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code POST /renew}: extends an open stream of the same user. */
final class RenewServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("connection", "token");

    private final transient ParameterRules rules;
    private final transient AuthorizedRequests access;
    private final transient Supplier<RequestLimit> limit;
    private final transient Streams streams;
    private final transient AsyncRequests requests;

    RenewServlet(
            ParameterRules rules,
            AuthorizedRequests access,
            Supplier<RequestLimit> limit,
            Streams streams,
            AsyncRequests requests) {
        this.rules = rules;
        this.access = access;
        this.limit = limit;
        this.streams = streams;
        this.requests = requests;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id;
        Optional<String> token;
        try {
            QueryParameters parameters = rules.read(request, PARAMETERS);
            token = parameters.find("token");
            id = parameters
                    .find("connection")
                    .orElseThrow(
                            () -> new RefusedException(Problem.badRequest("The parameter \"connection\" is missing;"
                                    + " the event sluice:connected has its value.")));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        // Authenticate first: an unknown client must not learn which streams exist.
        Function<List<Need>, CompletableFuture<Access>> decider =
                limit.get().countUserOnce(access.decider(request, token));
        requests.answer(
                request,
                decider.apply(List.of())
                        .thenCompose(client -> ConnectionId.isId(id)
                                ? streams.find(id)
                                : CompletableFuture.completedFuture(Optional.empty()))
                        .thenCompose(found -> found.map(stream -> renew(decider, id, stream))
                                .orElseGet(() -> refused(Problem.notFound("There is no such connection.")))));
    }

    private CompletableFuture<Answer> renew(
            Function<List<Need>, CompletableFuture<Access>> decider, String id, StreamInfo stream) {
        return decider.apply(stream.needs()).thenCompose(now -> {
            // Without a user, everybody would be the same one.
            if (stream.user().isEmpty() || !now.user().equals(stream.user())) {
                return refused(Problem.forbidden("The connection is not this user's."));
            }
            List<Need> granted = stream.needs().stream().filter(now::permits).toList();
            return streams.renew(id, granted, now.expires())
                    .thenCompose(renewed -> renewed
                            ? CompletableFuture.completedFuture(answer(stream.needs(), granted, now))
                            : refused(Problem.notFound("There is no such connection any more.")));
        });
    }

    private static Answer answer(List<Need> needs, List<Need> granted, Access now) {
        if (granted.isEmpty()) {
            return Answer.of(Problem.forbidden(now.faultFor(needs).orElse("Nothing is granted.")));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("expires", now.expires().map(Instant::getEpochSecond).orElse(null));
        members.put(
                "dropped",
                needs.stream()
                        .filter(need -> !granted.contains(need))
                        .map(Need::name)
                        .toList());
        return Answer.json(HttpServletResponse.SC_OK, members);
    }

    private static CompletableFuture<Answer> refused(Problem problem) {
        return CompletableFuture.failedFuture(new RefusedException(problem));
    }
}
