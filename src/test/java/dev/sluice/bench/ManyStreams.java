package dev.sluice.bench;

import dev.sluice.bench.client.LoadClient;
import dev.sluice.bench.producer.Payload;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The bench's load client for tests that need more streams than there can be threads. */
public final class ManyStreams implements AutoCloseable {
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private LoadClient client;

    /** Opens streams; messages are {@code #NUMBER ...}, for the stream of that number. */
    public static ManyStreams open(URI server, int count, IntFunction<String> target) throws Exception {
        ManyStreams streams = new ManyStreams();
        streams.client = LoadClient.open(List.of(server), count, target, stream -> (bytes, from, to, readNanos) -> {
            if (Payload.isOne(bytes, from)) {
                streams.messages.incrementAndGet();
                if (Payload.number(bytes, from) != stream) {
                    streams.wrong.incrementAndGet();
                }
            }
        });
        return streams;
    }

    /** How many messages have come. */
    public int messages() {
        return messages.get();
    }

    /** How many of them came to a stream that they were not for. */
    public int wrong() {
        return wrong.get();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
