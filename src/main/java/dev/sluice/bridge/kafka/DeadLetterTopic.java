package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic for records that cannot be published. One thread at a time. */
final class DeadLetterTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

    private static final String REASON = "x-sluice-reason";
    private static final byte[] NOTHING = {};

    private final KafkaSettings settings;
    private final Supplier<Producer<byte[], byte[]>> producers;
    /** Null until the first record. */
    private Producer<byte[], byte[]> producer;

    DeadLetterTopic(KafkaSettings settings, Supplier<Producer<byte[], byte[]>> producers) {
        this.settings = settings;
        this.producers = producers;
    }

    /**
     * Adds a record with its key and headers, and the reason as a further header; waits for Kafka's answer. If that is too
     * long for the topic, the value is left out, and then also the key and the headers: a record that the topic never takes
     * must not block the others.
     *
     * @param reason a sentence that begins with the record's position, at which the whole record can be read
     */
    void add(ConsumerRecord<byte[], byte[]> record, String reason) throws SourceException {
        if (send(record.key(), record.value(), record.headers(), reason)) {
            return;
        }
        LOG.warn("The topic {} does not take all of a record, which is too long for it: {}", topic(), reason);
        if (!send(record.key(), NOTHING, record.headers(), reason + "; the value is too long for this topic")
                && !send(null, NOTHING, new RecordHeaders(), reason + "; the record is too long for this topic")) {
            throw new SourceException(settings + " takes no record for the topic \"" + topic() + "\", however short");
        }
    }

    /** Returns false if the record is too long for the topic. */
    private boolean send(byte[] key, byte[] value, Headers headers, String reason) throws SourceException {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic(), null, key, value, headers);
        record.headers().remove(REASON).add(REASON, reason.getBytes(StandardCharsets.UTF_8));
        try {
            if (producer == null) {
                producer = producers.get();
            }
            producer.send(record).get();
            return true;
        } catch (KafkaException | ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return false;
            }
            throw KafkaFaults.of(settings, "does not take a record for the topic \"" + topic() + "\"", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
    }

    private String topic() {
        return settings.deadLetterTopic().orElseThrow();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
