package dev.sluice.time;

/** A clock for measuring time that passes. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some moment; only differences mean anything. */
    long nanos();
}
