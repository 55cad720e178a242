package dev.sluice.connection;

/**
 * Looks whether the other end of a connection has left, without writing to it. A container that lets nobody look has
 * {@link #BLIND}. Thread-safe, and never blocks.
 */
@FunctionalInterface
public interface PeerProbe {
    /** What can be seen of the other end. */
    enum Sight {
        /** It has neither closed its side nor reset the connection. */
        PRESENT,
        /** It has. */
        GONE,
        /** Cannot be seen from here: a write must show. */
        UNKNOWN
    }

    /** Sees nothing. */
    PeerProbe BLIND = () -> Sight.UNKNOWN;

    Sight look();
}
