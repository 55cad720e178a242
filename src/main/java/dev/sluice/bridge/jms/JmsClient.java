package dev.sluice.bridge.jms;

import dev.sluice.bridge.source.ReadLimits;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.Set;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQPrefetchPolicy;

/** The two clients. What they set is set after the URL was read, so that no parameter of it breaks a promise. */
enum JmsClient {
    /** ActiveMQ Classic. */
    CLASSIC(Set.of("tcp", "ssl", "nio", "nio+ssl")) {
        @Override
        ConnectionFactory factory(JmsUrl url, ReadLimits limits) {
            ActiveMQConnectionFactory factory =
                    new ActiveMQConnectionFactory(withDefault(url.address() + url.parameters(), "connectionTimeout"));
            ActiveMQPrefetchPolicy prefetch = new ActiveMQPrefetchPolicy();
            prefetch.setAll(limits.ahead());
            factory.setPrefetchPolicy(prefetch);
            // The client would drop what a bridge that was killed had got before, after a few times.
            factory.getRedeliveryPolicy().setMaximumRedeliveries(UNLIMITED);
            factory.setNonBlockingRedelivery(false);
            factory.setWatchTopicAdvisories(false);
            // A rejected message is acknowledged only after the broker has it.
            factory.setAlwaysSyncSend(true);
            factory.setSendTimeout(TIMEOUT_MILLIS);
            factory.setConnectResponseTimeout(TIMEOUT_MILLIS);
            factory.setCloseTimeout(CLOSE_MILLIS);
            return factory;
        }
    },

    /** ActiveMQ Artemis. */
    ARTEMIS(Set.of("tcp", "ssl")) {
        @Override
        ConnectionFactory factory(JmsUrl url, ReadLimits limits) throws JMSException {
            var factory = new org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory(
                    withDefault(withTcp(url), "connect-timeout-millis"));
            factory.setConsumerWindowSize(ReadLimits.POLL_BYTES);
            factory.setReconnectAttempts(0);
            factory.setInitialConnectAttempts(1);
            factory.getServerLocator().setFailoverAttempts(0);
            factory.setPreAcknowledge(false);
            // A rejected message is acknowledged only after the broker has it.
            factory.setBlockOnDurableSend(true);
            factory.setProducerWindowSize(UNLIMITED); // or it would wait for credits without a limit
            factory.setCallTimeout(TIMEOUT_MILLIS);
            return factory;
        }

        /** TLS is a parameter for this client. */
        private String withTcp(JmsUrl url) {
            return url.address().startsWith("ssl:")
                    ? url.address().replaceFirst("ssl", "tcp") + url.parameters() + (url.hasParameters() ? "&" : "?")
                            + "sslEnabled=true"
                    : url.address() + url.parameters();
        }
    };

    private static final int UNLIMITED = -1;
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int CLOSE_MILLIS = (int) Duration.ofSeconds(2).toMillis();

    private final Set<String> schemes;

    JmsClient(Set<String> schemes) {
        this.schemes = schemes;
    }

    /** Returns the schemes of its connections over the network. */
    Set<String> schemes() {
        return schemes;
    }

    /** Makes a client for a broker, which may be away. */
    abstract ConnectionFactory factory(JmsUrl url, ReadLimits limits) throws JMSException;

    /** Adds a timeout to a URL that does not have it. */
    private static String withDefault(String url, String timeout) {
        return url.contains(timeout + "=")
                ? url
                : url + (url.contains("?") ? "&" : "?") + timeout + "=" + TIMEOUT_MILLIS;
    }
}
