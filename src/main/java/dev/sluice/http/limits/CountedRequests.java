package dev.sluice.http.limits;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The limits of requests of which at least one is set. */
record CountedRequests(ClientAddresses addresses, Optional<Limit> perAddress, Optional<Limit> perUser)
        implements RequestLimit {
    @Override
    public void countAddress(HttpServletRequest request) throws RefusedException {
        if (perAddress.isPresent()) {
            Optional<String> address = addresses.of(request);
            if (address.isPresent()) {
                perAddress.get().take(address.get());
            }
        }
    }

    @Override
    public CompletableFuture<Access> countUser(CompletableFuture<Access> decision) {
        return perUser.map(limit -> decision.thenCompose(access -> counted(limit, access)))
                .orElse(decision);
    }

    private static CompletableFuture<Access> counted(Limit limit, Access access) {
        try {
            if (access.user().isPresent()) {
                limit.take(access.user().get());
            }
            return CompletableFuture.completedFuture(access);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Function<List<Need>, CompletableFuture<Access>> countUserOnce(
            Function<List<Need>, CompletableFuture<Access>> decisions) {
        AtomicBoolean counted = new AtomicBoolean();
        return needs -> counted.getAndSet(true) ? decisions.apply(needs) : countUser(decisions.apply(needs));
    }
}
