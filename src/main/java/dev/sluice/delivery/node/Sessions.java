package dev.sluice.delivery.node;

/** Gives sessions to a node's ledgers. */
public interface Sessions {
    /** An id that no session, of this or any other node, ever had. */
    String next();

    /** Until when a session that begins now must have begun, in milliseconds by the store's clock. */
    long startBy();
}
