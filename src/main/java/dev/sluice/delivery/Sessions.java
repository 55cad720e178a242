package dev.sluice.delivery;

/** Gives sessions to a node's ledgers. */
interface Sessions {
    /** An id that no session, of this or any other node, ever had. */
    String next();

    /** Until when a session that begins now must have begun, in milliseconds by the store's clock. */
    long startBy();
}
