package dev.sluice.connection;

/** Is told what happens to a {@link Wire}, by any thread. */
public interface WireListener {
    /** The first write may begin, or the one under way go on. */
    void writable();

    /** It has ended, or nothing can be written to it any more. Perhaps told again. */
    void ended();
}
