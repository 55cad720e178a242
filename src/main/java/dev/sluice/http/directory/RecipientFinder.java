package dev.sluice.http.directory;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.http.streams.StreamInfo;
import dev.sluice.http.streams.Streams;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the targets to which a client may send. A connection belongs to its user: without a grant for that user, it is left out
 * as if it were closed, so that a client cannot find out which connections are open. Thread-safe; no thread waits.
 */
final class RecipientFinder {
    private final Streams streams;
    private final boolean asksApplication;

    /**
     * The connections that were found.
     *
     * @param complete false if a node did not answer
     */
    private record Found(List<StreamInfo> streams, boolean complete) {}

    /** @param asksApplication true if an application may grant what the first decision on a client does not */
    RecipientFinder(Streams streams, boolean asksApplication) {
        this.streams = streams;
        this.asksApplication = asksApplication;
    }

    /** Returns the recipients of a message of an operator, who may send to all. */
    CompletableFuture<Recipients> ofOperator(DirectTargets targets) {
        return targets.users().isEmpty()
                ? CompletableFuture.completedFuture(new Recipients(targets.connections(), Set.of(), true))
                : find(targets).thenApply(found -> recipients(targets, found, stream -> true));
    }

    /**
     * Returns the recipients of a client's message.
     *
     * @param client decides what the client may do; less than what is needed is no failure
     * @return the recipients; or a {@link RefusedException} if there is no grant for one of the users
     */
    CompletableFuture<Recipients> ofClient(
            Function<List<Need>, CompletableFuture<Access>> client, DirectTargets targets) {
        List<Need> needs =
                targets.users().stream().map(RecipientFinder::toSendTo).toList();
        return client.apply(needs).thenCompose(access -> {
            Optional<String> fault = access.faultFor(needs);
            if (fault.isEmpty() && !asksApplication && !access.grants().hasAny(Right.SEND)) {
                fault = Optional.of("The client has no grant to send to anybody.");
            }
            return fault.isPresent()
                    ? CompletableFuture.failedFuture(new RefusedException(Problem.forbidden(fault.get())))
                    : find(targets).thenCompose(found -> permitted(client, targets, found));
        });
    }

    private static CompletableFuture<Recipients> permitted(
            Function<List<Need>, CompletableFuture<Access>> client, DirectTargets targets, Found found) {
        List<Need> needs = found.streams().stream()
                .flatMap(stream -> stream.user().stream())
                .distinct()
                .map(RecipientFinder::toSendTo)
                .toList();
        return needs.isEmpty()
                ? CompletableFuture.completedFuture(recipients(targets, found, stream -> false))
                : client.apply(needs)
                        .thenApply(access -> recipients(
                                targets,
                                found,
                                stream -> stream.user()
                                        .filter(user -> access.permits(toSendTo(user)))
                                        .isPresent()));
    }

    private static Need toSendTo(String user) {
        return new Need(Right.SEND, user);
    }

    private CompletableFuture<Found> find(DirectTargets targets) {
        CompletableFuture<Found> all = CompletableFuture.completedFuture(new Found(List.of(), true));
        for (CompletableFuture<Found> one :
                targets.connections().stream().map(this::find).toList()) {
            all = all.thenCombine(one, RecipientFinder::and);
        }
        return all;
    }

    private CompletableFuture<Found> find(String id) {
        return streams.find(id)
                .handle((found, failure) ->
                        failure == null ? new Found(found.stream().toList(), true) : new Found(List.of(), false));
    }

    private static Found and(Found one, Found other) {
        List<StreamInfo> both = new ArrayList<>(one.streams());
        both.addAll(other.streams());
        return new Found(both, one.complete() && other.complete());
    }

    /** Leaves out the connections of users who get the message on all their connections. */
    private static Recipients recipients(DirectTargets targets, Found found, Predicate<StreamInfo> permitted) {
        Set<String> connections = found.streams().stream()
                .filter(permitted)
                .filter(stream ->
                        stream.user().filter(targets.users()::contains).isEmpty())
                .map(StreamInfo::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Recipients(connections, targets.users(), found.complete());
    }
}
