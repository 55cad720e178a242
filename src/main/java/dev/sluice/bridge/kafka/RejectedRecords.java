package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic for records that cannot be published. One thread at a time. */
final class RejectedRecords implements AutoCloseable {
    private static final String REASON = "x-sluice-reason";

    private final KafkaSettings settings;
    /** Null until the first record. */
    private KafkaProducer<byte[], byte[]> producer;

    RejectedRecords(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Adds a record with its key and headers, and the reason as a further header; waits for Kafka's answer. */
    void add(ConsumerRecord<byte[], byte[]> record, String reason) throws SourceException {
        String topic = settings.deadLetterTopic().orElseThrow();
        try {
            if (producer == null) {
                producer = new KafkaProducer<>(
                        settings.ofProducer(), new ByteArraySerializer(), new ByteArraySerializer());
            }
            ProducerRecord<byte[], byte[]> rejected =
                    new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
            Headers headers = rejected.headers();
            headers.remove(REASON).add(REASON, reason.getBytes(StandardCharsets.UTF_8));
            producer.send(rejected).get();
        } catch (KafkaException | ExecutionException e) {
            throw KafkaFaults.of(settings, "does not take a record for the topic \"" + topic + "\"", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
