package dev.sluice.connection;

/** A listener to a {@link Wire}, called by any thread. */
public interface WireListener {
    /** Called when the first write may begin, or the one under way go on. */
    void writable();

    /** Called, perhaps again, when the wire has ended or takes no more bytes. */
    void ended();
}
