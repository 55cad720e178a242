package dev.sluice.time;

/** A clock for measuring time that passes. Whatever is decided by the time is decided by one that it was given. */
@FunctionalInterface
public interface Ticker {
    /** The system's. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some moment; only differences mean anything. */
    long nanos();
}
