package dev.sluice.delivery.node;

/** The source of sessions for a node's ledgers. */
public interface Sessions {
    /** Returns an id that no session of any node ever had. */
    String next();

    /** Returns the time by which a session made now must have begun, in milliseconds by the store's clock. */
    long startBy();
}
