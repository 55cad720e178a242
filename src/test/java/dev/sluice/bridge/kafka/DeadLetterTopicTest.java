package dev.sluice.bridge.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.bridge.source.SourceException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLetterTopicTest {
    private final ConsumerRecord<byte[], byte[]> record = KafkaExamples.record(0, 7);
    private int tooLong;

    /** Refuses some records. */
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> sent, Callback callback) {
                    if (tooLong > 0) {
                        tooLong--;
                        return CompletableFuture.failedFuture(new RecordTooLargeException());
                    }
                    return super.send(sent, callback);
                }
            };

    private ProducerRecord<byte[], byte[]> add() throws Exception {
        record.headers().add("user", KafkaExamples.bytes("7"));
        try (DeadLetterTopic topic = new DeadLetterTopic(KafkaExamples.settings(true), () -> producer)) {
            topic.add(record, "orders-0@7 has no value");
        }
        assertEquals(1, producer.history().size());
        return producer.history().get(0);
    }

    private static void assertReason(String reason, ProducerRecord<byte[], byte[]> sent) {
        Header header = sent.headers().lastHeader("x-sluice-reason");
        assertEquals(reason, new String(header.value(), StandardCharsets.UTF_8));
    }

    @Test
    void aRecordIsKeptWhole() throws Exception {
        ProducerRecord<byte[], byte[]> sent = add();
        assertArrayEquals(record.key(), sent.key());
        assertArrayEquals(record.value(), sent.value());
        assertEquals(2, sent.headers().toArray().length);
        assertReason("orders-0@7 has no value", sent);
    }

    @Test
    void aLongValueIsLeftOut() throws Exception {
        tooLong = 1;
        ProducerRecord<byte[], byte[]> sent = add();
        assertArrayEquals(record.key(), sent.key());
        assertEquals(0, sent.value().length);
        assertEquals(2, sent.headers().toArray().length);
        assertReason("orders-0@7 has no value; the value is too long for this topic", sent);
    }

    @Test
    void longHeadersAreLeftOut() throws Exception {
        tooLong = 2;
        ProducerRecord<byte[], byte[]> sent = add();
        assertNull(sent.key());
        assertEquals(1, sent.headers().toArray().length);
        assertReason("orders-0@7 has no value; the record is too long for this topic", sent);
    }

    @Test
    void aTopicThatTakesNothingIsNamed() {
        tooLong = 3;
        assertEquals(
                "Kafka at h:1 takes no record for the topic \"rejected\", however short",
                assertThrows(SourceException.class, this::add).getMessage());
    }
}
