package dev.sluice.access;

import dev.sluice.access.AccessException.Kind;
import dev.sluice.access.Credentials.Place;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Builds requests and answers for the tests of decisions, and shows a decision as one word. */
final class DecisionFixture {
    private DecisionFixture() {}

    static Credentials credentials(Place place) {
        return new Credentials(
                place == Place.NONE ? Optional.empty() : Optional.of("a token"),
                place,
                Optional.of("PHPSESSID=1"),
                Optional.empty(),
                Optional.empty());
    }

    /** Fails later than the call and wrapped, as a stage of a future does. */
    static <T> CompletableFuture<T> refusal(Kind kind, String message) {
        return CompletableFuture.supplyAsync(
                () -> {
                    throw new CompletionException(new AccessException(kind, message));
                },
                Runnable::run);
    }

    /** Returns the user to whom a decision grants, such as {@code granted to 42}, or the kind of refusal. */
    static String outcome(CompletableFuture<Access> decision, List<Need> needs) {
        Throwable failure = failure(decision);
        if (failure == null) {
            Access access = decision.join();
            return access.faultFor(needs).orElse("granted to " + access.user().orElse("anybody"));
        }
        return failure instanceof AccessException refusal ? refusal.kind().toString() : failure.toString();
    }

    /** Returns how a decision failed, as a listener hears it; null if it did not. */
    static Throwable failure(CompletableFuture<Access> decision) {
        Throwable[] heard = new Throwable[1];
        decision.whenComplete((access, failure) -> heard[0] = failure);
        try {
            decision.get();
        } catch (ExecutionException | InterruptedException e) {
            return heard[0];
        }
        return null;
    }
}
