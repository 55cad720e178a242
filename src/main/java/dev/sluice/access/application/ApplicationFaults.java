package dev.sluice.access.application;

import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Stages;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;

/** Reasons why the application gives no access, as sentences. None quotes the client or the application. */
final class ApplicationFaults {
    private static final String APPLICATION = "The application at SLUICE_AUTH_URL ";

    private ApplicationFaults() {}

    /** @param reason the rest of a sentence about the application */
    static AccessException unavailable(String reason) {
        return new AccessException(Kind.UNAVAILABLE, APPLICATION + reason + ".");
    }

    static AccessException unknownClient(String reason) {
        return new AccessException(Kind.UNKNOWN_CLIENT, APPLICATION + reason + ".");
    }

    static AccessException notGranted(String reason) {
        return new AccessException(Kind.NOT_GRANTED, APPLICATION + reason + ".");
    }

    /** @param reason a sentence */
    static AccessException malformed(String reason) {
        return new AccessException(Kind.MALFORMED, reason);
    }

    /** Returns the refusal for a request that failed. */
    static AccessException of(Throwable failure) {
        Throwable cause = Stages.causeOf(failure);
        if (cause instanceof AccessException refusal) {
            return refusal;
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return unavailable("cannot be reached");
        }
        // Without its message, which may quote the answer.
        return unavailable("has not answered: " + cause.getClass().getSimpleName());
    }
}
