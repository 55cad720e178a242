package dev.sluice.bridge.source;

import java.time.Duration;
import java.util.List;
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
    List<SourceRecord> poll(Duration patience) throws SourceException;

    /** Tells the broker that the records of the last {@link #poll} need not come again. */
    void acknowledge() throws SourceException;

    /** Keeps the connection alive while nothing is polled. Call it every few seconds; the next {@link #poll} ends it. */
    void idle() throws SourceException;

    /** Returns the number of records that wait at the broker, if it tells. */
    OptionalLong lag() throws SourceException;

    @Override
    void close();
}
