package dev.sluice.bridge.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class KafkaRecordTest {
    private static Optional<String> identity(String topic, Uuid id) {
        return new KafkaRecord(new ConsumerRecord<>(topic, 0, 7, null, new byte[0]), id).identity();
    }

    @Test
    void withoutIdsTopicsHaveDifferentIdentities() {
        assertEquals(Optional.of("orders-0@7/-1"), identity("orders", Uuid.ZERO_UUID));
        assertNotEquals(identity("orders", Uuid.ZERO_UUID), identity("invoices", Uuid.ZERO_UUID));
    }

    @Test
    void topicsOfOneNameHaveDifferentIdentities() {
        assertNotEquals(identity("orders", Uuid.randomUuid()), identity("orders", Uuid.randomUuid()));
    }
}
