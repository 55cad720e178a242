package dev.sluice.bridge.jms;

import dev.sluice.bridge.config.Section;
import dev.sluice.bridge.source.ReadLimits;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a source that is a queue or a topic of ActiveMQ.
 *
 * @param brokers those that are tried in turn
 * @param name the name of the queue or topic
 * @param subscription the name of the durable subscription of a topic; a queue has none
 * @param clientId the owner of the subscription: one connection at a time
 * @param deadLetterQueue the queue at the broker for records that cannot be published
 */
record JmsSettings(
        List<Broker> brokers,
        Optional<String> user,
        Optional<String> password,
        String name,
        Optional<String> subscription,
        Optional<String> clientId,
        ReadLimits limits,
        Optional<String> deadLetterQueue) {
    private static final String TOPIC = "topic";

    /** A broker. */
    record Broker(JmsUrl url, ConnectionFactory factory) {
        @Override
        public String toString() {
            return "ActiveMQ at " + url.address();
        }
    }

    /**
     * Reads the section {@code activemq} or {@code artemis}.
     *
     * @param rejects true if the broker keeps the records that cannot be published
     */
    static JmsSettings read(Section section, ReadLimits limits, boolean rejects, JmsClient client) {
        section.requireOnly(
                List.of("url", "user", "password", "queue", TOPIC, "subscription", "client-id", "dead-letter-queue"));
        String kind = section.exactlyOne(List.of("queue", TOPIC));
        boolean isTopic = kind.equals(TOPIC);
        if (!isTopic) {
            section.refuseUseless("subscription", "with a queue");
            section.refuseUseless("client-id", "with a queue");
        }
        if (section.text("user").isEmpty()) {
            section.refuseUseless("password", "without a user");
        }
        if (!rejects) {
            section.refuseUseless("dead-letter-queue", "without undeliverable: broker");
        }
        return new JmsSettings(
                section.requiredSecrets("url").stream()
                        .map(url -> broker(section, JmsUrl.parse(section, url, client.schemes()), limits, client))
                        .toList(),
                section.secret("user"),
                section.secret("password"),
                section.required(kind),
                isTopic ? Optional.of(section.required("subscription")) : Optional.empty(),
                isTopic ? Optional.of(section.required("client-id")) : Optional.empty(),
                limits,
                rejects ? Optional.of(section.required("dead-letter-queue")) : Optional.empty());
    }

    private static Broker broker(Section section, JmsUrl url, ReadLimits limits, JmsClient client) {
        try {
            return new Broker(url, client.factory(url, limits));
        } catch (JMSException | RuntimeException e) { // its message may show the URL
            throw section.invalid("url", "the client does not take its parameters");
        }
    }
}
