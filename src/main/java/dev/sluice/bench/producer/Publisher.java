package dev.sluice.bench.producer;

import java.io.IOException;
import java.util.List;

/** Brings payloads to the measured server, in their order. Not thread-safe. */
public interface Publisher extends AutoCloseable {
    /** Returns when all payloads are taken; they may be sent together. */
    void publish(List<byte[]> payloads) throws IOException;

    @Override
    void close() throws IOException;
}
