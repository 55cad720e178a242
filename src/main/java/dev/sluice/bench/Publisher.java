package dev.sluice.bench;

import java.io.IOException;
import java.util.List;

/** Brings payloads to the server that is measured, in their order. Not thread-safe. */
interface Publisher extends AutoCloseable {
    /** Returns when all of them are taken; they may be sent together. */
    void publish(List<byte[]> payloads) throws IOException;

    @Override
    void close() throws IOException;
}
