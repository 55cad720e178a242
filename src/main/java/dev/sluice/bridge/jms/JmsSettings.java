package dev.sluice.bridge.jms;

import dev.sluice.bridge.config.Section;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.ActiveMQConnectionFactory;

/**
 * The settings of a source that is a queue or a topic of ActiveMQ.
 *
 * @param url the address, for people
 * @param factory makes connections to it
 * @param name the name of the queue or topic
 * @param subscription the name of the durable subscription of a topic; a queue has none
 * @param clientId the owner of the subscription: one connection at a time
 * @param batch the most records of a poll
 * @param deadLetterQueue the queue at the broker for records that cannot be published
 */
record JmsSettings(
        String url,
        ConnectionFactory factory,
        Optional<String> user,
        Optional<String> password,
        String name,
        Optional<String> subscription,
        Optional<String> clientId,
        int batch,
        Optional<String> deadLetterQueue) {
    private static final int UNLIMITED = -1;

    /** Makes a client for the broker with this URL. */
    interface Client {
        ConnectionFactory of(String url) throws JMSException;
    }

    static ConnectionFactory classic(String url) {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
        // The client would drop what a bridge that was killed had got before, after a few times.
        factory.getRedeliveryPolicy().setMaximumRedeliveries(UNLIMITED);
        factory.setNonBlockingRedelivery(false);
        factory.setWatchTopicAdvisories(false);
        return factory;
    }

    static ConnectionFactory artemis(String url) throws JMSException {
        return new org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory(url);
    }

    /**
     * Reads the section {@code activemq} or {@code artemis}.
     *
     * @param rejects true if the broker keeps the records that cannot be published
     */
    static JmsSettings read(Section section, int batch, boolean rejects, Client client) {
        section.requireOnly(
                List.of("url", "user", "password", "queue", "topic", "subscription", "client-id", "dead-letter-queue"));
        boolean isTopic = section.text("topic").isPresent();
        if (isTopic == section.text("queue").isPresent()) {
            throw section.invalid("queue", "there must be either a queue or a topic");
        }
        String url = section.required("url");
        return new JmsSettings(
                url,
                factory(section, url, client),
                section.secret("user"),
                section.secret("password"),
                section.required(isTopic ? "topic" : "queue"),
                isTopic ? Optional.of(section.required("subscription")) : Optional.empty(),
                isTopic ? Optional.of(section.required("client-id")) : Optional.empty(),
                batch,
                rejects ? Optional.of(section.required("dead-letter-queue")) : Optional.empty());
    }

    private static ConnectionFactory factory(Section section, String url, Client client) {
        try {
            return client.of(url);
        } catch (JMSException | RuntimeException e) {
            throw section.invalid("url", "the client does not take it: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "ActiveMQ at " + url;
    }
}
