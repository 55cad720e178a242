package dev.sluice.bridge.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A connection to a broker that hands out records. After an exception it is only closed: the broker hands out again what
 * was not acknowledged, over the next connection. One thread at a time.
 */
public interface Source extends AutoCloseable {
    /**
     * Returns the next records in the broker's order, at most a batch; none if none comes in time. Those of the last call
     * must have been acknowledged.
     */
    List<SourceRecord> poll(Duration timeout) throws SourceException;

    /**
     * Returns why no record can come at the moment, although the broker answers: a sentence without a full stop. Empty if
     * records can come.
     */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Tells the broker that the records of the last {@link #poll} need not come again. */
    void acknowledge() throws SourceException;

    /**
     * Moves a record of the last {@link #poll} to the broker's undeliverable ones. It still has to be acknowledged with the
     * others.
     *
     * @param reason the end of a sentence about the record; kept if the broker can store it
     */
    void reject(SourceRecord record, String reason) throws SourceException;

    /** Keeps the connection alive while nothing is polled. Call it every few seconds; the next {@link #poll} ends it. */
    void idle() throws SourceException;

    /** Returns how many records wait at the broker; empty if it does not report that. Also while idle. */
    OptionalLong lag() throws SourceException;

    @Override
    void close();
}
