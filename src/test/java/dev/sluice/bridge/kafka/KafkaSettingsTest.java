package dev.sluice.bridge.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.ConfigException;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
    private static String fault(boolean rejects, String... more) {
        return assertThrows(ConfigException.class, () -> KafkaExamples.settings(rejects, more))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transactional.id",
                "max.block.ms",
                "delivery.timeout.ms",
                "linger.ms",
                "max.request.size",
                "buffer.memory",
                "allow.auto.create.topics",
                "auto.offset.reset"
            })
    void whatTheBridgeSetsIsRefused(String property) {
        assertEquals(
                "The setting properties for kafka in the source a is wrong: " + property + " is set by the bridge.",
                fault(true, "properties: {" + property + ": 1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security.protocol: FOO | is wrong: security.protocol: String must be one of (case insensitive): ",
                "max.poll.interval.ms: FOO | is wrong: max.poll.interval.ms: Not a number of type INT.",
                "request.timeout.ms: 10001 | request.timeout.ms is more than default.api.timeout.ms, which is 10000",
                "group.protocol: consumer, session.timeout.ms: 9000 | session.timeout.ms cannot be set when",
                "retries: 0, enable.idempotence: 'true' | Must set retries to non-zero",
            })
    void wrongValuesAreNamedAndNotShown(String properties, String words) {
        String message = fault(true, "properties: {" + properties + "}");
        assertTrue(message.contains("The setting properties for kafka in the source a is wrong: "), message);
        assertTrue(message.contains(words), message);
        assertFalse(message.contains("FOO"), message);
    }

    @Test
    void serversMustHavePorts() {
        String message = assertThrows(
                        ConfigException.class,
                        () -> KafkaExamples.read("{bootstrap-servers: ['h:1', nonsense], topics: a, group: g}", false))
                .getMessage();
        assertTrue(message.contains("The setting bootstrap-servers for kafka in the source a is wrong"), message);
    }

    @Test
    void uselessSettingsAreRefused() {
        assertTrue(fault(false, "dead-letter-topic: d").contains("has no effect without undeliverable: broker"));
        assertTrue(fault(false, "properties: {compression.type: gzip}")
                .contains("compression.type has no effect without undeliverable: broker"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{request.timeout.ms: 40000, default.api.timeout.ms: 60000}",
                "{default.api.timeout.ms: 6000}",
                "{group.protocol: consumer}"
            })
    void clientsTakeTheirProperties(String properties) {
        KafkaSettings settings = KafkaExamples.read(
                "{bootstrap-servers: '127.0.0.1:1', topics: a, group: g, dead-letter-topic: d, properties: "
                        + properties + "}",
                true);
        Admin.create(settings.adminProperties()).close(Duration.ZERO);
        new KafkaProducer<byte[], byte[]>(settings.producerProperties()).close(Duration.ZERO);
        new KafkaConsumer<byte[], byte[]>(settings.consumerProperties()).close(CloseOptions.timeout(Duration.ZERO));
    }

    @Test
    void passwordsAreNotShown() {
        KafkaSettings settings = KafkaExamples.settings(false, "properties: {ssl.key.password: secret}");
        assertEquals("Kafka at h:1", settings.toString());
    }
}
