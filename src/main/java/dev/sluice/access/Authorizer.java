package dev.sluice.access;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Decides what a request may do: by its token and what everybody may do, and if these do not suffice, by the application.
 * Thread-safe.
 */
public final class Authorizer {
    private static final String NO_TOKEN =
            "The request has no token: no header Authorization with Bearer, no parameter token, and no cookie for it.";

    private final AccessRules rules;
    private final Optional<TokenVerifier> tokens;
    private final Optional<Application> application;

    public Authorizer(AccessRules rules, Optional<TokenVerifier> tokens, Optional<Application> application) {
        this.rules = rules;
        this.tokens = tokens;
        this.application = application;
    }

    /**
     * Decides. No thread waits: the future completes on the thread that verifies the token or hears the application.
     *
     * @param needs what the request needs
     * @return access that suffices; or an {@link AccessException}, never wrapped in another
     */
    public CompletableFuture<Access> decide(Credentials credentials, List<Need> needs) {
        return unwrapped(choose(credentials, needs));
    }

    private CompletableFuture<Access> choose(Credentials credentials, List<Need> needs) {
        Access everybody = rules.ofEverybody();
        if (tokens.isEmpty() || credentials.token().isEmpty()) {
            return complete(everybody, Kind.UNKNOWN_CLIENT, credentials, needs);
        }
        CompletableFuture<Access> known =
                tokens.get().verify(credentials.token().get()).thenApply(rules::of);
        // A browser sends a cookie without being asked, so an old one must not take away what everybody may do.
        if (credentials.place() == Place.COOKIE && everybody.faultFor(needs).isEmpty()) {
            known = known.exceptionallyCompose(
                    failure -> isInvalidToken(failure) ? granted(everybody) : CompletableFuture.failedFuture(failure));
        }
        return known.thenCompose(access -> complete(access, Kind.NOT_GRANTED, credentials, needs));
    }

    /** Returns true if everybody has this right. */
    public boolean isForEverybody(Need need) {
        return rules.ofEverybody().permits(need);
    }

    /**
     * Decides anew for an open stream.
     *
     * @param needs what the stream has
     * @return what the client may do, if less than it needs too; or an {@link AccessException}, never wrapped in another
     */
    public CompletableFuture<Access> renew(Credentials credentials, List<Need> needs) {
        CompletableFuture<Access> byToken =
                tokens.isEmpty() || credentials.token().isEmpty()
                        ? CompletableFuture.completedFuture(rules.ofEverybody())
                        : tokens.get().verify(credentials.token().get()).thenApply(rules::of);
        boolean isKnown = credentials.token().isPresent() && tokens.isPresent();
        return unwrapped(byToken.thenCompose(access -> {
            if (isKnown && (application.isEmpty() || access.faultFor(needs).isEmpty())) {
                return granted(access);
            }
            if (application.isEmpty()) {
                return refused(Kind.UNKNOWN_CLIENT, NO_TOKEN);
            }
            return application
                    .get()
                    .ask(credentials, needs)
                    .thenCompose(answer -> isSameUser(access, answer) ? granted(access.and(answer)) : otherUsers())
                    // The token alone grants less, which the caller sees.
                    .exceptionallyCompose(failure ->
                            isKnown && isRefusal(failure) ? granted(access) : CompletableFuture.failedFuture(failure));
        }));
    }

    /**
     * Asks the application if this does not suffice.
     *
     * @param refusal the kind of refusal if there is no application
     */
    private CompletableFuture<Access> complete(Access access, Kind refusal, Credentials credentials, List<Need> needs) {
        Optional<String> fault = access.faultFor(needs);
        if (fault.isEmpty()) {
            return granted(access);
        }
        if (application.isEmpty()) {
            return refused(refusal, fault.get() + (refusal == Kind.UNKNOWN_CLIENT ? " " + NO_TOKEN : ""));
        }
        return application
                .get()
                .ask(credentials, needs)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(access, causeOf(failure))))
                .thenCompose(answer -> combine(access, answer, needs));
    }

    private static CompletableFuture<Access> combine(Access access, Access answer, List<Need> needs) {
        if (!isSameUser(access, answer)) {
            return otherUsers();
        }
        Access both = access.and(answer);
        return both.faultFor(needs)
                .map(fault -> refused(Kind.NOT_GRANTED, fault))
                .orElseGet(() -> granted(both));
    }

    private static boolean isSameUser(Access access, Access answer) {
        return access.user().isEmpty()
                || answer.user().isEmpty()
                || access.user().equals(answer.user());
    }

    private static CompletableFuture<Access> otherUsers() {
        return refused(Kind.NOT_GRANTED, "The token and the application name different users.");
    }

    /** Returns the application's refusal with the reasons why templates gave nothing, which made it necessary to ask. */
    private static Throwable explained(Access access, Throwable failure) {
        return failure instanceof AccessException refusal
                ? new AccessException(refusal.kind(), access.explained(refusal.getMessage()))
                : failure;
    }

    private static boolean isInvalidToken(Throwable failure) {
        return causeOf(failure) instanceof AccessException refusal && refusal.kind() == Kind.UNKNOWN_CLIENT;
    }

    private static boolean isRefusal(Throwable failure) {
        return causeOf(failure) instanceof AccessException refusal && refusal.kind() != Kind.UNAVAILABLE;
    }

    /** Returns the same result, with the failure itself, which stages of a future wrap. */
    private static CompletableFuture<Access> unwrapped(CompletableFuture<Access> result) {
        CompletableFuture<Access> unwrapped = new CompletableFuture<>();
        result.whenComplete((access, failure) -> {
            if (failure == null) {
                unwrapped.complete(access);
            } else {
                unwrapped.completeExceptionally(causeOf(failure));
            }
        });
        return unwrapped;
    }

    /** Returns the failure itself, which stages of a future wrap. */
    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static CompletableFuture<Access> granted(Access access) {
        return CompletableFuture.completedFuture(access);
    }

    private static CompletableFuture<Access> refused(Kind kind, String reason) {
        return CompletableFuture.failedFuture(new AccessException(kind, reason));
    }
}
