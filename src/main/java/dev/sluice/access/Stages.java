package dev.sluice.access;

import java.util.concurrent.CompletionException;

/** The stages of futures. */
public final class Stages {
    private Stages() {}

    /** Returns the failure itself, which stages of a future wrap. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
