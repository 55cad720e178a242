package dev.sluice.bridge.source;

import java.util.Optional;

/** The chain of a failure and its causes. */
public final class Causes {
    private Causes() {}

    /** Returns the first failure of this type, from the failure itself to its causes. */
    public static <T extends Throwable> Optional<T> find(Class<T> type, Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause).map(type::cast);
    }

    /** Returns the failure that has no cause, which may be the failure itself. */
    public static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
