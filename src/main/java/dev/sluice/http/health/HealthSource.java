package dev.sluice.http.health;

/** The health of a node at the moment. Thread-safe. */
public interface HealthSource {
    /** Returns the health of the process; a Redis that is down does not affect it. */
    Health live();

    /** Returns the health of the delivery. */
    Health ready();

    /** Returns the health for load balancers: whether new browsers should be sent here. */
    Health accepting();
}
