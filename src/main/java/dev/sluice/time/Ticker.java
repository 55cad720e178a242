package dev.sluice.time;

/** A clock for elapsed time. Code that depends on time gets one injected. */
@FunctionalInterface
public interface Ticker {
    /** The clock of the system. */
    Ticker SYSTEM = System::nanoTime;

    /** Returns nanoseconds since some moment; only differences mean anything. */
    long nanos();
}
