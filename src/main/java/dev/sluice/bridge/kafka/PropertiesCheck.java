package dev.sluice.bridge.kafka;

import dev.sluice.bridge.config.Section;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/** Checks the properties when the settings are read: the client checks them at each connection, and only some of them. */
final class PropertiesCheck {
    private static final String PROPERTIES = "properties";

    /** Set by the bridge; its delivery guarantee depends on them. */
    private static final Set<String> RESERVED = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.LINGER_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.BUFFER_MEMORY_CONFIG);

    /** What the client's messages begin with, including the value. */
    private static final Pattern WITH_VALUE =
            Pattern.compile("^Invalid value .* for configuration (?=[a-z.]+(:|$))", Pattern.DOTALL);

    private PropertiesCheck() {}

    /** Refuses reserved properties, and those that the client does not know, because it ignores a misspelled name. */
    static void checkNames(Section section, Set<String> names, boolean rejects) {
        Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        for (String name : names) {
            if (RESERVED.contains(name)) {
                throw section.invalid(PROPERTIES, name + " is set by the bridge");
            }
            if (!known.contains(name)) {
                throw section.invalid(PROPERTIES, "Kafka's client has no " + name, name, known);
            }
            if (!rejects && !ConsumerConfig.configNames().contains(name)) {
                throw section.invalid(PROPERTIES, name + " has no effect without undeliverable: broker");
            }
        }
    }

    /**
     * Refuses values that the client would refuse; the exception does not have the value, which may be secret.
     *
     * @param consumer all properties of the consumer; so for the others
     */
    static void checkValues(
            Section section, Map<String, Object> consumer, Map<String, Object> admin, Map<String, Object> producer) {
        try {
            ConsumerConfig values = new ConsumerConfig(consumer);
            int timeout = values.getInt(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
            if (values.getInt(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG) > timeout) {
                throw section.invalid(
                        PROPERTIES, "request.timeout.ms is more than default.api.timeout.ms, which is " + timeout);
            }
            new AdminClientConfig(admin);
            new ProducerConfig(producer);
        } catch (ConfigException e) {
            String reason = WITH_VALUE.matcher(e.getMessage()).replaceFirst("");
            throw section.invalid(PROPERTIES, reason.replaceFirst("\\.$", ""));
        }
    }
}
