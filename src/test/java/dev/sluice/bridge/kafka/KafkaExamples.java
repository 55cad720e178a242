package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Settings and records for tests. */
final class KafkaExamples {
    private KafkaExamples() {}

    /** Settings for the topic {@code orders}, with further ones such as {@code from: latest}. */
    static KafkaSettings settings(boolean rejects, String... more) {
        String yaml = "{bootstrap-servers: 'h:1', topics: [orders], group: sluice"
                + (rejects ? ", dead-letter-topic: rejected" : "")
                + (more.length == 0 ? "" : ", " + String.join(", ", more)) + "}";
        return read(yaml, rejects);
    }

    static KafkaSettings read(String yaml, boolean rejects) {
        Section section = new Section("kafka in the source a", new YAMLMapper().readTree(yaml), Map.of());
        return KafkaSettings.read(section, 10, rejects);
    }

    static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        return new ConsumerRecord<>("orders", partition, offset, bytes("key"), bytes("value " + offset));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
