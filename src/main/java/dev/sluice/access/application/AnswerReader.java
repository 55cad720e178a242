package dev.sluice.access.application;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Reads an answer of the application: its status, and then its body. */
final class AnswerReader {
    private AnswerReader() {}

    /**
     * Returns the answer.
     *
     * @param asked the time of the question
     * @throws CompletionException with an {@link AccessException} if it gives no access
     */
    static KeepableAccess read(HttpResponse<Optional<byte[]>> response, Instant asked, Instant now) {
        try {
            return readAnswer(response, asked, now);
        } catch (AccessException e) {
            throw new CompletionException(e);
        }
    }

    private static KeepableAccess readAnswer(HttpResponse<Optional<byte[]>> response, Instant asked, Instant now)
            throws AccessException {
        int status = response.statusCode();
        if (status == 401 || status / 100 == 3) {
            throw ApplicationFaults.unknownClient("does not know the client: status " + status);
        }
        if (status == 403) {
            throw ApplicationFaults.notGranted("does not let the client do this: status 403");
        }
        if (status != 200) {
            throw ApplicationFaults.unavailable("has answered with status " + status);
        }
        if (response.body().isEmpty()) {
            throw ApplicationFaults.unavailable("has answered with more than 64 KiB");
        }
        byte[] body = response.body().get();
        Access access = AccessJson.read(body);
        if (access.expires().filter(end -> !end.isAfter(now)).isPresent()) {
            throw ApplicationFaults.unknownClient("knows the client no more: its access has expired");
        }
        return new KeepableAccess(
                access.issuedAt(asked), CacheControl.fresh(response.headers().allValues("Cache-Control")), body.length);
    }
}
