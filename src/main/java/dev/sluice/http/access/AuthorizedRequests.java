package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.AccessException;
import dev.sluice.access.Authorizer;
import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.access.Stages;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access of a node with access control. */
public final class AuthorizedRequests implements RequestAccess {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorizedRequests.class);

    private final Supplier<Authorizer> authorizer;
    private final CredentialsReader credentials;

    /**
     * @param authorizer gives what decides at the moment
     * @param cookieName the name of the cookie that may have a token
     * @param mayUseCookies true for a request that no page of another origin has made
     */
    public AuthorizedRequests(
            Supplier<Authorizer> authorizer, String cookieName, Predicate<HttpServletRequest> mayUseCookies) {
        this.authorizer = authorizer;
        this.credentials = new CredentialsReader(cookieName, mayUseCookies);
    }

    @Override
    public CompletableFuture<Access> decide(
            HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
        Credentials read = credentials.read(request, token);
        return refusing(
                request.getRequestURI(),
                hasIgnoredCookies(request, read),
                authorizer.get().decide(read, needs.get()));
    }

    @Override
    public boolean isForEverybody(Need need) {
        return authorizer.get().isForEverybody(need);
    }

    @Override
    public CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right) {
        Credentials read = credentials.read(request, token);
        boolean hasIgnoredCookies = hasIgnoredCookies(request, read);
        String path = request.getRequestURI();
        Authorizer deciding = authorizer.get();
        return refusing(path, hasIgnoredCookies, deciding.begin(read, right))
                .thenApply(known -> new PartAccess(
                        known.user(),
                        deciding.isStranger(known, right),
                        needs -> refusing(path, hasIgnoredCookies, deciding.extend(read, known, List.copyOf(needs)))
                                .handle((all, failure) -> needs.stream()
                                        .collect(Collectors.toMap(
                                                Function.identity(),
                                                need -> known.permits(need)
                                                        ? new PartAccess.Decision(Optional.empty(), known.user())
                                                        : failure == null
                                                                ? decision(deciding, read, hasIgnoredCookies, all, need)
                                                                : refused(problemOf(failure)))))));
    }

    private static PartAccess.Decision decision(
            Authorizer deciding, Credentials read, boolean hasIgnoredCookies, Access all, Need need) {
        return all.faultFor(List.of(need))
                .map(fault -> refused(problem(deciding.refusal(read, fault), hasIgnoredCookies)))
                .orElseGet(() -> new PartAccess.Decision(Optional.empty(), all.user()));
    }

    private static PartAccess.Decision refused(Problem problem) {
        return new PartAccess.Decision(Optional.of(problem), Optional.empty());
    }

    /** Returns the problem of a decision that {@link #refusing} has let fail. */
    private static Problem problemOf(Throwable failure) {
        return ((RefusedException) Stages.causeOf(failure)).problem();
    }

    /**
     * Returns what decides, for each list of needs, what a client may do, even if that is less than it needs. The
     * credentials are read now, and nothing of the request later.
     *
     * @return gives access, or a {@link RefusedException}
     */
    public Function<List<Need>, CompletableFuture<Access>> decider(HttpServletRequest request, Optional<String> token) {
        Credentials read = credentials.read(request, token);
        boolean hasIgnoredCookies = hasIgnoredCookies(request, read);
        String path = request.getRequestURI();
        return needs -> refusing(path, hasIgnoredCookies, authorizer.get().find(read, needs));
    }

    /** Returns true if a request has no token, and cookies that do not count. */
    private static boolean hasIgnoredCookies(HttpServletRequest request, Credentials read) {
        return read.place() == Place.NONE && read.cookies().isEmpty() && request.getHeader("Cookie") != null;
    }

    private static CompletableFuture<Access> refusing(
            String path, boolean hasIgnoredCookies, CompletableFuture<Access> decision) {
        if (!decision.isDone()) {
            decision.orTimeout(
                    Access.MAX_DECISION.toSeconds(), TimeUnit.SECONDS); // after an error, too, nothing waits for ever
        }
        return decision.exceptionallyCompose(failure -> {
            if (!(failure instanceof AccessException refusal)) {
                LOG.error("A decision on access failed; the client is told to come back", failure);
                return CompletableFuture.failedFuture(new RefusedException(
                        Problem.unavailable("It cannot be decided now who may do this; try again.")));
            }
            LOG.debug("Refused {}: {}", path, refusal.getMessage());
            return CompletableFuture.failedFuture(new RefusedException(problem(refusal, hasIgnoredCookies)));
        });
    }

    private static Problem problem(AccessException refusal, boolean hasIgnoredCookies) {
        String reason = refusal.getMessage();
        return switch (refusal.kind()) {
            case UNKNOWN_CLIENT ->
                hasIgnoredCookies
                        ? Problem.forbidden(
                                "The cookies of this request do not count, because no header Sec-Fetch-Site or"
                                        + " Origin shows that a page of this origin sent it. " + reason)
                        : Problem.unauthorized(reason);
            case NOT_GRANTED -> Problem.forbidden(reason);
            case MALFORMED -> Problem.badRequest(reason);
            case UNAVAILABLE -> Problem.unavailable(reason);
        };
    }
}
