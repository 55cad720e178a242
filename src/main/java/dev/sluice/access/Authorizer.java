package dev.sluice.access;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
        if (!isKnown(credentials)) {
            return complete(everybody, credentials, needs);
        }
        CompletableFuture<Access> known = ofToken(credentials);
        // A browser sends a cookie without being asked, so an old one must not take away what everybody may do.
        if (credentials.place() == Place.COOKIE && everybody.faultFor(needs).isEmpty()) {
            known = orIfInvalid(known, everybody);
        }
        return known.thenCompose(access -> complete(access, credentials, needs));
    }

    private static CompletableFuture<Access> orIfInvalid(CompletableFuture<Access> known, Access everybody) {
        return known.exceptionallyCompose(
                failure -> isInvalidToken(failure) ? granted(everybody) : CompletableFuture.failedFuture(failure));
    }

    /**
     * Finds what a client may do before the application is asked, which is decided later by {@link #extend}.
     *
     * @param right the right that the client needs for at least one name
     * @return what its token and everybody's grants give; or an {@link AccessException}, never wrapped in another, if the
     *     token is not valid, or nothing is granted and there is no application
     */
    public CompletableFuture<Access> begin(Credentials credentials, Right right) {
        Access everybody = rules.ofEverybody();
        boolean isKnown = isKnown(credentials);
        CompletableFuture<Access> known = isKnown ? ofToken(credentials) : granted(everybody);
        if (isKnown && credentials.place() == Place.COOKIE && everybody.grants().hasAny(right)) {
            known = orIfInvalid(known, everybody);
        }
        return unwrapped(known.thenCompose(access -> access.grants().hasAny(right) || application.isPresent()
                ? granted(access)
                : CompletableFuture.failedFuture(
                        refusal(credentials, access.explained("The client may " + right.action() + " nothing.")))));
    }

    /**
     * Returns true if only the application can tell who a client is, and it is not asked yet.
     *
     * @param known the result of {@link #begin}
     */
    public boolean isStranger(Access known, Right right) {
        return application.isPresent()
                && (known.grants() == rules.ofEverybody().grants()
                        || !known.grants().hasAny(right));
    }

    /**
     * Asks the application, if there is one, for what a client lacks: one question for all.
     *
     * @param known the result of {@link #begin}
     * @return all that the client may do, if less than it needs too; or an {@link AccessException}, never wrapped in another
     */
    public CompletableFuture<Access> extend(Credentials credentials, Access known, List<Need> needs) {
        List<Need> lacking = needs.stream().filter(need -> !known.permits(need)).toList();
        return application.isEmpty() || lacking.isEmpty()
                ? granted(known)
                : unwrapped(ask(known, credentials, lacking));
    }

    /**
     * Returns the refusal of what a client may not do.
     *
     * @param fault the reason, a sentence
     */
    public AccessException refusal(Credentials credentials, String fault) {
        return isKnown(credentials) || application.isPresent()
                ? new AccessException(Kind.NOT_GRANTED, fault)
                : new AccessException(Kind.UNKNOWN_CLIENT, fault + " " + NO_TOKEN);
    }

    private boolean isKnown(Credentials credentials) {
        return tokens.isPresent() && credentials.token().isPresent();
    }

    private CompletableFuture<Access> ofToken(Credentials credentials) {
        return tokens.get().verify(credentials.token().get()).thenApply(rules::of);
    }

    /** Returns true if everybody has this right. */
    public boolean isForEverybody(Need need) {
        return rules.ofEverybody().permits(need);
    }

    /**
     * Finds out what a client may do, even if that is less than it needs.
     *
     * @param needs what the client needs
     * @return access, which may not suffice; or an {@link AccessException}, never wrapped in another
     */
    public CompletableFuture<Access> find(Credentials credentials, List<Need> needs) {
        boolean isKnown = isKnown(credentials);
        CompletableFuture<Access> byToken = isKnown ? ofToken(credentials) : granted(rules.ofEverybody());
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

    /** Asks the application if this does not suffice. */
    private CompletableFuture<Access> complete(Access access, Credentials credentials, List<Need> needs) {
        Optional<String> fault = access.faultFor(needs);
        if (fault.isEmpty()) {
            return granted(access);
        }
        if (application.isEmpty()) {
            return CompletableFuture.failedFuture(refusal(credentials, fault.get()));
        }
        return ask(access, credentials, needs)
                .thenCompose(both -> both.faultFor(needs)
                        .map(lacking -> refused(Kind.NOT_GRANTED, lacking))
                        .orElseGet(() -> granted(both)));
    }

    /** Returns the access with what the application adds to it. */
    private CompletableFuture<Access> ask(Access access, Credentials credentials, List<Need> needs) {
        return application
                .get()
                .ask(credentials, needs)
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(explained(access, Stages.causeOf(failure))))
                .thenCompose(answer -> isSameUser(access, answer) ? granted(access.and(answer)) : otherUsers());
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
        return Stages.causeOf(failure) instanceof AccessException refusal && refusal.kind() == Kind.UNKNOWN_CLIENT;
    }

    private static boolean isRefusal(Throwable failure) {
        return Stages.causeOf(failure) instanceof AccessException refusal && refusal.kind() != Kind.UNAVAILABLE;
    }

    /** Returns the same result, with the failure itself, which stages of a future wrap. */
    private static CompletableFuture<Access> unwrapped(CompletableFuture<Access> result) {
        CompletableFuture<Access> unwrapped = new CompletableFuture<>();
        result.whenComplete((access, failure) -> {
            if (failure == null) {
                unwrapped.complete(access);
            } else {
                unwrapped.completeExceptionally(Stages.causeOf(failure));
            }
        });
        return unwrapped;
    }

    private static CompletableFuture<Access> granted(Access access) {
        return CompletableFuture.completedFuture(access);
    }

    private static CompletableFuture<Access> refused(Kind kind, String reason) {
        return CompletableFuture.failedFuture(new AccessException(kind, reason));
    }
}
