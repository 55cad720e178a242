package dev.sluice.testing.broker;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A broker in a process of its own, with one topic or queue, {@code orders}. */
public interface Broker extends AutoCloseable {
    /** The name of the topic or queue. */
    String ORDERS = "orders";

    /** Where the broker keeps what the bridge cannot publish. */
    String REJECTED = "rejected";

    /** Starts it, again on its port with what it has kept, and waits until it takes messages. */
    void start() throws Exception;

    /** As {@code kill -9}. */
    void kill() throws Exception;

    /** Returns host and port. */
    String address();

    /** Returns the section of a source that reads {@code orders}, as YAML on one line. */
    String section();

    /** Returns the same for {@code undeliverable: broker}, with {@link #REJECTED} if the broker must be told. */
    default String rejectingSection() {
        return section();
    }

    /** Opens a producer. */
    Producer producer() throws Exception;

    /** Sends the numbers from {@code first} as texts, and waits until the broker has them. */
    default void send(int first, int count, String key, Map<String, String> headers) throws Exception {
        try (Producer producer = producer()) {
            for (int number = first; number < first + count; number++) {
                producer.send(key, String.valueOf(number).getBytes(StandardCharsets.UTF_8), headers);
            }
            producer.flush();
        }
    }

    /** Takes one of the rejected messages; null if there is none. */
    String takeRejected() throws Exception;

    /** Returns a consumer of the same client and settings that does nothing with what it takes. */
    Consumer consumer() throws Exception;

    @Override
    void close() throws Exception;

    /** A producer. One thread at a time. */
    interface Producer extends AutoCloseable {
        /** Sends a message with a key and headers; {@link #flush} waits for the broker to have it. */
        void send(String key, byte[] message, Map<String, String> headers) throws Exception;

        void flush() throws Exception;

        @Override
        void close() throws Exception;
    }

    /** A consumer. One thread at a time. */
    interface Consumer extends AutoCloseable {
        /** Takes and acknowledges messages; returns their number, which may be 0. */
        int take() throws Exception;

        @Override
        void close() throws Exception;
    }
}
