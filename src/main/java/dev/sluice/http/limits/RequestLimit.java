package dev.sluice.http.limits;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The limits of one kind of request, for each address and for each user. Thread-safe. */
public interface RequestLimit {
    /** No limit. */
    RequestLimit NONE = new RequestLimit() {
        @Override
        public void countAddress(HttpServletRequest request) {
            // All are admitted.
        }

        @Override
        public <T> CompletableFuture<T> countUser(CompletableFuture<T> decision, Function<T, Optional<String>> user) {
            return decision;
        }

        @Override
        public Function<List<Need>, CompletableFuture<Access>> countUserOnce(
                Function<List<Need>, CompletableFuture<Access>> decisions) {
            return decisions;
        }
    };

    /**
     * Counts a request for its address.
     *
     * @throws RefusedException if that is one too many
     */
    void countAddress(HttpServletRequest request) throws RefusedException;

    /**
     * Counts a request for its user.
     *
     * @param user finds the user in the decision, if one is known
     * @return the decision; or a {@link RefusedException} if that is one too many
     */
    <T> CompletableFuture<T> countUser(CompletableFuture<T> decision, Function<T, Optional<String>> user);

    /** Returns the same decisions on one request, of which the first counts it for its user. */
    Function<List<Need>, CompletableFuture<Access>> countUserOnce(
            Function<List<Need>, CompletableFuture<Access>> decisions);
}
