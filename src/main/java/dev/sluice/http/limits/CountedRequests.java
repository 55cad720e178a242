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
    public <T> CompletableFuture<T> countUser(CompletableFuture<T> decision, Function<T, Optional<String>> user) {
        return perUser.map(limit -> decision.thenCompose(decided -> counted(limit, decided, user.apply(decided))))
                .orElse(decision);
    }

    private static <T> CompletableFuture<T> counted(Limit limit, T decided, Optional<String> user) {
        try {
            if (user.isPresent()) {
                limit.take(user.get());
            }
            return CompletableFuture.completedFuture(decided);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Function<List<Need>, CompletableFuture<Access>> countUserOnce(
            Function<List<Need>, CompletableFuture<Access>> decisions) {
        AtomicBoolean counted = new AtomicBoolean();
        return needs ->
                counted.getAndSet(true) ? decisions.apply(needs) : countUser(decisions.apply(needs), Access::user);
    }
}
