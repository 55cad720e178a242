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

/** Decides as another, and counts requests for their users. */
public record LimitedAccess(RequestAccess access, Supplier<RequestLimit> limit) implements RequestAccess {
    @Override
    public CompletableFuture<Access> decide(
            HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
        return limit.get().countUser(access.decide(request, token, needs), Access::user);
    }

    @Override
    public CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right) {
        return limit.get().countUser(access.begin(request, token, right), PartAccess::user);
    }

    @Override
    public boolean isForEverybody(Need need) {
        return access.isForEverybody(need);
    }
}
