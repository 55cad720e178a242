package dev.sluice.time;

/** A clock for elapsed time. Whatever decides by the time is given one. */
@FunctionalInterface
public interface Ticker {
    /** The clock of the system. */
    Ticker SYSTEM = System::nanoTime;

    /** Returns nanoseconds since some moment; only differences mean anything. */
    long nanos();
}
