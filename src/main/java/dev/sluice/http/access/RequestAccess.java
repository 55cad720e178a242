package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
import dev.sluice.access.Right;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Decides what requests may do, before they do it. Thread-safe. */
public interface RequestAccess {
    /** Access of a node without access control: everybody may do what is configured. */
    RequestAccess OPEN = new RequestAccess() {
        private static final CompletableFuture<Access> NOTHING = CompletableFuture.completedFuture(Access.NONE);
        private static final CompletableFuture<PartAccess> PARTS = CompletableFuture.completedFuture(PartAccess.OPEN);

        @Override
        public CompletableFuture<Access> decide(
                HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
            return NOTHING;
        }

        @Override
        public CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right) {
            return PARTS;
        }

        @Override
        public boolean isForEverybody(Need need) {
            return true;
        }
    };

    /**
     * Decides. No thread waits.
     *
     * @param token the parameter {@code token}, if there is one
     * @param needs gives what the request needs; not asked without access control
     * @return access that suffices; or a {@link dev.sluice.http.answer.RefusedException}
     */
    CompletableFuture<Access> decide(HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs);

    /**
     * Finds out who a client is, before the body of its request is read. Nothing of the request is read later.
     *
     * @param token the parameter {@code token}, if there is one
     * @param right the right that the parts of the body need
     * @return decides about the parts; or a {@link dev.sluice.http.answer.RefusedException} if none can be granted
     */
    CompletableFuture<PartAccess> begin(HttpServletRequest request, Optional<String> token, Right right);

    /** Returns true if everybody has this right, so that shared caches may keep the answer. */
    boolean isForEverybody(Need need);
}
