package dev.sluice.http;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.config.Setting;
import dev.sluice.http.access.RequestAccess;
import dev.sluice.http.answer.Answer;
import dev.sluice.http.answer.AsyncRequests;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.request.ParameterRules;
import dev.sluice.http.request.PostedMessage;
import dev.sluice.http.request.QueryParameters;
import dev.sluice.store.PublishException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A servlet for {@code POST /…/NAME}, which publishes the body to a channel. */
abstract class PublishServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient ParameterRules rules;
    private final transient List<String> known;
    private final transient RequestAccess access;
    private final transient AsyncRequests requests;
    private final boolean publishing;
    private final int maxBytes;

    /**
     * @param known the parameters that a request may have
     * @param access decides who may publish
     * @param publishing true if it is on
     * @param maxBytes the longest body
     */
    PublishServlet(
            ParameterRules rules,
            List<String> known,
            RequestAccess access,
            AsyncRequests requests,
            boolean publishing,
            int maxBytes) {
        this.rules = rules;
        this.known = known;
        this.access = access;
        this.requests = requests;
        this.publishing = publishing;
        this.maxBytes = maxBytes;
    }

    /** A publication to one channel. */
    interface Publication {
        /**
         * Publishes a message; may wait for Redis.
         *
         * @param message the bytes, which are well-formed UTF-8
         * @return the members of the answer
         */
        Map<String, ?> publish(byte[] message) throws PublishException;
    }

    /**
     * Checks all of a request but its body.
     *
     * @param name the channel's name, not checked yet
     */
    abstract Publication publication(String name, QueryParameters parameters) throws RefusedException;

    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Publication publication;
        CompletableFuture<Access> permission;
        try {
            requirePublishing();
            String name = name(request);
            QueryParameters parameters = rules.read(request, known);
            publication = publication(name, parameters);
            permission = access.decide(request, parameters.find("token"), () -> List.of(new Need(Right.PUBLISH, name)));
        } catch (RefusedException e) {
            requests.refuse(request, response, e.problem());
            return;
        }
        requests.publish(request, maxBytes, permission, body -> {
            PostedMessage.requireUtf8(body);
            return Answer.json(HttpServletResponse.SC_CREATED, publication.publish(body));
        });
    }

    /** Returns the rest of the path after the servlet's own. */
    static String name(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }

    private void requirePublishing() throws RefusedException {
        if (!publishing) {
            throw new RefusedException(Problem.forbidden("Publishing over HTTP is off here; push to Redis, or set "
                    + Setting.HTTP_PUBLISH.environmentName() + " to on."));
        }
    }
}
