package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The settings of a source that is a consumer group of Kafka.
 *
 * @param startsAtEnd true if a group without positions begins at the end, false if at the beginning
 * @param batch the most records of a poll
 * @param deadLetterTopic the topic for records that cannot be published, if the broker keeps them
 * @param properties further properties of the client
 */
record KafkaSettings(
        String servers,
        List<String> topics,
        String group,
        boolean startsAtEnd,
        int batch,
        Optional<String> deadLetterTopic,
        Map<String, String> properties) {
    /** The longest wait for a reply, in milliseconds. The source's thread waits, so a longer one delays its other work. */
    private static final String API_TIMEOUT_MILLIS = "10000";

    private static final String REQUEST_TIMEOUT_MILLIS = "5000";

    /** As much as the client can: what the broker has taken once, it must be able to take back. */
    private static final String MAX_REQUEST_BYTES = String.valueOf(Integer.MAX_VALUE);

    private static final Pattern SERVER = Pattern.compile("[^\\s,]+:[0-9]{1,5}");

    /**
     * Reads the section {@code kafka}.
     *
     * @param rejects true if the broker keeps the records that cannot be published
     */
    static KafkaSettings read(Section section, int batch, boolean rejects) {
        section.requireOnly(List.of("bootstrap-servers", "topics", "group", "from", "dead-letter-topic", "properties"));
        if (!rejects) {
            section.refuseUseless("dead-letter-topic", "without undeliverable: broker");
        }
        Map<String, String> properties = section.secrets("properties");
        PropertiesCheck.checkNames(section, properties.keySet(), rejects);
        KafkaSettings settings = new KafkaSettings(
                servers(section),
                section.texts("topics"),
                section.required("group"),
                section.oneOf("from", "earliest", "latest").equals("latest"),
                batch,
                rejects ? Optional.of(section.required("dead-letter-topic")) : Optional.empty(),
                properties);
        PropertiesCheck.checkValues(
                section, settings.consumerProperties(), settings.adminProperties(), settings.producerProperties());
        return settings;
    }

    private static String servers(Section section) {
        List<String> servers =
                List.of(String.join(",", section.texts("bootstrap-servers")).split("\\s*,\\s*"));
        if (!servers.stream().allMatch(server -> SERVER.matcher(server).matches())) {
            throw section.invalid("bootstrap-servers", "each server must be HOST:PORT");
        }
        return String.join(",", servers);
    }

    /** Without the properties, which may hold passwords. */
    @Override
    public String toString() {
        return "Kafka at " + servers;
    }

    Map<String, Object> consumerProperties() {
        Map<String, Object> all = common();
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // Also for a group that starts at the end: FirstPositions stores its positions.
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(batch));
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return all;
    }

    Map<String, Object> producerProperties() {
        Object timeout = common().get(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        Map<String, Object> all = only(ProducerConfig.configNames());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        // Each record is waited for.
        all.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_REQUEST_BYTES);
        return all;
    }

    Map<String, Object> adminProperties() {
        return only(AdminClientConfig.configNames());
    }

    private Map<String, Object> only(Set<String> names) {
        Map<String, Object> all = common();
        all.keySet().retainAll(names);
        return all;
    }

    private Map<String, Object> common() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        all.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "sluice.bridge");
        all.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
        all.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
        return all;
    }
}
