package dev.sluice.registry;

import dev.sluice.store.StoreUnavailableException;
import dev.sluice.time.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Work that the store may fail. It is tried again after a pause that grows, so that a missing right costs few calls.
 * Stepped by one thread; the fault may be read by any.
 */
final class RetriedWork {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final LongUnaryOperator work;
    private final Backoff backoff = new Backoff(FIRST, MAX_PAUSE);
    private volatile String fault;
    private long retryAt;

    /** @param work takes the time and returns the nanoseconds until it is due again; what has failed must stay due */
    RetriedWork(LongUnaryOperator work) {
        this.work = work;
    }

    /** Returns the nanoseconds until the next step is due. */
    long step(long now) {
        if (fault != null && retryAt - now > 0) {
            return retryAt - now;
        }
        try {
            long wait = work.applyAsLong(now);
            backoff.reset();
            fault = null;
            return wait;
        } catch (StoreUnavailableException e) {
            long wait = backoff.next();
            retryAt = now + wait;
            fault = e.getMessage();
            return wait;
        }
    }

    /** Returns the reason why it does not work now, if so. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }
}
