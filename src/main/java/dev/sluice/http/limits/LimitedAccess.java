package dev.sluice.http.limits;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import dev.sluice.http.access.PartAccess;
import dev.sluice.http.access.RequestAccess;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Delegates the decision, and counts each request for its user. */
public record LimitedAccess(RequestAccess access, Supplier<RequestLimit> limit) implements RequestAccess {
    @Override
    public CompletableFuture<Access> decide(
            HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
        return limit.get().countUser(access.decide(request, token, needs), Access::user);
    }

    @Override
    public CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right) {
        RequestLimit posts = limit.get();
        CompletableFuture<PartAccess> begun = posts.countUser(access.begin(request, token, right), PartAccess::user);
        return posts == RequestLimit.NONE ? begun : begun.thenApply(client -> counted(client, posts));
    }

    /** Counts a user whom only the decision names, as the application does. */
    private static PartAccess counted(PartAccess client, RequestLimit posts) {
        return client.user().isPresent()
                ? client
                : new PartAccess(
                        client.user(),
                        client.isStranger(),
                        needs -> posts.countUser(
                                client.decider().apply(needs),
                                decisions -> decisions.values().stream()
                                        .flatMap(decision -> decision.user().stream())
                                        .findFirst()));
    }

    @Override
    public boolean isForEverybody(Need need) {
        return access.isForEverybody(need);
    }
}
