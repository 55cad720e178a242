package dev.sluice.bridge.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.sluice.bridge.source.SourceRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RabbitRecordTest {
    private static SourceRecord record(String routingKey, String messageId, Object header) {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .messageId(messageId)
                .headers(Map.of("user", header))
                .build();
        return new RabbitRecord(
                new Delivery(new Envelope(1, false, "", routingKey), properties, new byte[0]), "orders");
    }

    private static Optional<Object> header(Object value) {
        return record("k", "1", value).header("user");
    }

    @Test
    void textsWholeNumbersAndBooleansAreTexts() {
        byte[] name = "Zoë \uFFFD".getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.of("Zoë \uFFFD"), header(LongStringHelper.asLongString(name)));
        assertEquals(Optional.of("7"), header(7L));
        assertEquals(Optional.of("7"), header((byte) 7));
        assertEquals(Optional.of("true"), header(true));
        assertEquals(Optional.empty(), record("k", "1", 7).header("other"));
    }

    /** Texts of these depend on a time zone or on the type of a number. */
    static Object[] otherObjects() {
        return new Object[] {new Date(0), 1.5, 1.5f, new BigDecimal("1.50"), Map.of(), new byte[1]};
    }

    @ParameterizedTest
    @MethodSource("otherObjects")
    void otherHeadersAreNoTexts(Object value) {
        assertEquals(Optional.of(value), header(value));
    }

    @Test
    void bytesThatAreNotUtf8AreNoText() {
        Object value = header(LongStringHelper.asLongString(new byte[] {'a', (byte) 0xFF}))
                .orElseThrow();
        assertFalse(value instanceof String);
    }

    @Test
    void replacedBytesAreNeitherKeyNorIdentity() {
        SourceRecord record = record("a\uFFFD", "b\uFFFD", 7);
        assertFalse(record.key().orElseThrow() instanceof String);
        assertEquals(Optional.empty(), record.identity());
        assertEquals("orders without a message-id", record.position());
        assertEquals(Optional.of("a"), record("a", "b", 7).key());
        assertEquals(Optional.of("message-id b"), record("a", "b", 7).identity());
    }
}
