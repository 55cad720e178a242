package dev.sluice.bridge.source;

import java.util.Optional;

/** A record of a broker. What it says is untrusted. */
public interface SourceRecord {
    /** Returns the content; with a {@link #fault}, what can be kept of it, which may be nothing. */
    byte[] value();

    /** Returns why the content can never be published, as the end of a sentence about the record; empty if it can. */
    Optional<String> fault();

    /** Returns the key by which the broker orders records, as {@link #header} does; empty if there is none. */
    Optional<Object> key();

    /** Returns a header: a String if it is text or a number. Templates take no other objects. */
    Optional<Object> header(String name);

    /** Returns the name of the topic or queue at the broker. */
    String origin();

    /** Returns a text that this record has each time that the broker hands it out, and no other record ever has. */
    Optional<String> identity();

    /** Returns the position at the broker, for people. */
    String position();
}
