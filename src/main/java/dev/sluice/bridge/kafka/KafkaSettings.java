package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of a source that is a consumer group of Kafka.
 *
 * @param from where a group without positions begins
 * @param batch the most records of a poll
 * @param deadLetterTopic the topic for records that cannot be published
 * @param properties further properties of the client
 */
record KafkaSettings(
        String servers,
        List<String> topics,
        String group,
        String from,
        int batch,
        Optional<String> deadLetterTopic,
        Map<String, String> properties) {
    /** The longest time for an answer: the loop that asks also has to answer the broker. */
    private static final String API_TIMEOUT_MILLIS = "10000";

    private static final String REQUEST_TIMEOUT_MILLIS = "5000";

    /** What the bridge sets by itself, and on which its promise rests. */
    private static final Set<String> OWN = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.ACKS_CONFIG);

    /**
     * Reads the section {@code kafka}.
     *
     * @param rejects true if the broker keeps the records that cannot be published
     */
    static KafkaSettings read(Section section, int batch, boolean rejects) {
        section.requireOnly(List.of("bootstrap-servers", "topics", "group", "from", "dead-letter-topic", "properties"));
        Map<String, String> properties = section.secrets("properties");
        properties.keySet().forEach(name -> requireUsable(section, name));
        return new KafkaSettings(
                String.join(",", section.texts("bootstrap-servers")),
                section.texts("topics"),
                section.required("group"),
                section.oneOf("from", "earliest", "latest"),
                batch,
                rejects ? Optional.of(section.required("dead-letter-topic")) : section.text("dead-letter-topic"),
                properties);
    }

    /** Passwords may be among the properties. */
    @Override
    public String toString() {
        return "Kafka at " + servers;
    }

    /** Refuses also what the client does not know: it would pass over a misspelled name. */
    private static void requireUsable(Section section, String property) {
        if (OWN.contains(property)) {
            throw section.invalid("properties", property + " is set by the bridge");
        }
        Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        if (!known.contains(property)) {
            throw section.invalid("properties", "Kafka's client has no " + property, property, known);
        }
    }

    Map<String, Object> ofConsumer() {
        Map<String, Object> all = common();
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, from);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(batch));
        all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return all;
    }

    Map<String, Object> ofProducer() {
        Map<String, Object> all = known(ProducerConfig.configNames());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, API_TIMEOUT_MILLIS);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
        return all;
    }

    Map<String, Object> ofAdmin() {
        return known(AdminClientConfig.configNames());
    }

    private Map<String, Object> known(Set<String> names) {
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
