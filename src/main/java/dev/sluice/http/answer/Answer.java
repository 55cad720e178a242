package dev.sluice.http.answer;

import dev.sluice.store.PublishException;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.WrongTypeException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete answer.
 *
 * @param status the HTTP status
 * @param headers by name, without the length
 * @param body the body, empty if there is none
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    private static final String NO_STORE = "no-store";

    /** Returns JSON that must not be cached. */
    public static Answer json(int status, Object value) {
        return json(status, "application/json", Json.bytes(value));
    }

    /** Returns JSON with texts of users, which no browser may take for HTML. It must not be cached. */
    public static Answer userText(Object value) {
        return json(HttpServletResponse.SC_OK, value).with("X-Content-Type-Options", "nosniff");
    }

    private static Answer json(int status, String type, byte[] body) {
        return new Answer(status, Map.of("Content-Type", type, "Cache-Control", NO_STORE), body);
    }

    public static Answer noContent() {
        return new Answer(HttpServletResponse.SC_NO_CONTENT, Map.of("Cache-Control", NO_STORE), new byte[0]);
    }

    /** Sets the status and the headers, the length too. */
    void begin(HttpServletResponse response) {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (body.length > 0) {
            response.setContentLength(body.length);
        }
    }

    /** Sends the answer at once; for short ones. */
    public void send(HttpServletResponse response) throws IOException {
        begin(response);
        response.getOutputStream().write(body);
    }

    public static Answer of(Problem problem) {
        Answer answer = json(problem.status(), Problem.CONTENT_TYPE, problem.toJson());
        if (problem.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            return answer.with("WWW-Authenticate", "Bearer");
        }
        return problem.retrySeconds() > 0 ? answer.with("Retry-After", String.valueOf(problem.retrySeconds())) : answer;
    }

    private Answer with(String header, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, value);
        return new Answer(status, all, body);
    }

    /** Returns the answer to a request that failed. */
    public static Answer of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof RefusedException refused) {
            return of(refused.problem());
        }
        if (failure instanceof WrongTypeException) {
            return of(Problem.conflict(failure.getMessage() + "."));
        }
        if (failure instanceof PublishException || failure instanceof StoreUnavailableException) {
            return of(Problem.unavailable(failure.getMessage() + "."));
        }
        LOG.error("A request failed", failure);
        return of(new Problem(
                HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                "Internal Server Error",
                "The request failed; the node's log tells why."));
    }
}
