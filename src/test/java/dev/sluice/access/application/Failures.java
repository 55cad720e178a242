package dev.sluice.access.application;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.access.AccessException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Refusals as the results of futures. */
final class Failures {
    private Failures() {}

    static AccessException of(CompletableFuture<?> result) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> result.get(60, TimeUnit.SECONDS));
        return assertInstanceOf(AccessException.class, failure.getCause());
    }
}
