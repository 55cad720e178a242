package dev.sluice.bridge.source;

import java.util.Optional;

/** A record of a broker. Texts of the broker may be anything. */
public interface SourceRecord {
    /** Returns the content; null if the record has none that is text or bytes. */
    byte[] value();

    /** Returns what the broker orders records by, if there is such a key and it is text. */
    Optional<String> key();

    /** Returns a header that is text. */
    Optional<String> header(String name);

    /** Returns the name of the topic or queue at the broker. */
    String topic();

    /** Returns a text that this record has each time that the broker hands it out, and no other record ever has. */
    Optional<String> identity();

    /** Returns the place at the broker, for people. */
    String place();

    /** Has the broker keep the record with its own undeliverable ones. Then it is acknowledged with the others. */
    void reject(String reason) throws SourceException;
}
