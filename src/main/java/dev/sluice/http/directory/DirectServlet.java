package dev.sluice.http.directory;

import dev.sluice.config.Setting;
import dev.sluice.http.access.AuthorizedRequests;
import dev.sluice.http.access.BearerSecret;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.limits.RequestLimit;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.Streams;
import dev.sluice.metrics.Metrics;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code POST /direct}: the body is sent to connections and users. */
public final class DirectServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final List<String> PARAMETERS = List.of("connection", "user", "event", "token");

    private final transient ParameterRules rules;
    private final transient BearerSecret admin;
    private final transient Optional<AuthorizedRequests> access;
    private final transient Supplier<RequestLimit> limit;
    private final boolean off;
    private final transient RecipientFinder finder;
    private final transient DirectSender sender;
    private final transient AsyncRequests requests;
    private final int maxBytes;

    /**
     * @param admin the secret of operators, who may send to all
     * @param access decides who may send; empty for operators only
     * @param limit the limit of posts, for users; it does not count operators
     * @param off true if publishing over HTTP was switched off, which no grant changes
     * @param asksApplication true if the decision may be an application's
     * @param maxBytes the longest body
     */
    public DirectServlet(
            ParameterRules rules,
            BearerSecret admin,
            Optional<AuthorizedRequests> access,
            Supplier<RequestLimit> limit,
            boolean off,
            boolean asksApplication,
            Streams streams,
            Metrics metrics,
            AsyncRequests requests,
            int maxBytes) {
        this.rules = rules;
        this.admin = admin;
        this.access = access;
        this.limit = limit;
        this.off = off;
        this.finder = new RecipientFinder(streams, asksApplication);
        this.sender = new DirectSender(streams, metrics);
        this.requests = requests;
        this.maxBytes = maxBytes;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> type;
        CompletableFuture<Recipients> recipients;
        try {
            QueryParameters parameters = rules.read(request, PARAMETERS);
            type = PostedMessage.type(parameters);
            recipients = recipients(request, parameters.find("token"), DirectTargets.read(parameters));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        requests.handleBody(request, maxBytes, recipients, body -> {
            PostedMessage.requireUtf8(body);
            DirectMessage message = new DirectMessage(new String(body, StandardCharsets.UTF_8), type);
            return recipients.thenCompose(to -> sender.send(to, message));
        });
    }

    private CompletableFuture<Recipients> recipients(
            HttpServletRequest request, Optional<String> token, DirectTargets targets) throws RefusedException {
        if (admin.isIn(request)) {
            return finder.ofOperator(targets);
        }
        if (access.isEmpty()) {
            throw new RefusedException(admin.refusal());
        }
        if (off) {
            throw new RefusedException(Problem.forbidden(
                    "Only operators may send, because " + Setting.HTTP_PUBLISH.environmentName() + " is off."));
        }
        return finder.ofClient(limit.get().countUserOnce(access.get().decider(request, token)), targets);
    }
}
