package dev.sluice.http.access;

import dev.sluice.access.Access;
import dev.sluice.access.Need;
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

        @Override
        public CompletableFuture<Access> decide(
                HttpServletRequest request, Optional<String> token, Supplier<List<Need>> needs) {
            return NOTHING;
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

    /** Returns true if everybody has this right, so that shared caches may keep the answer. */
    boolean isForEverybody(Need need);
}
